import { pathKey } from '../media/path-key.ts'
import type { MoveRow } from './store.ts'

export interface Chunk {
  rows: MoveRow[]
  /** Names that the rows give and take away, as keys. */
  targets: Set<string>
  sources: Set<string>
}

interface Unit {
  rows: MoveRow[]
  targets: string[]
  sources: string[]
}

/**
 * Rows in chunks of about `size`: groups whole. A row that wants a name which collides with one that another row of its
 * chunk gives or takes away comes in a later chunk, so that it meets that file, or its absence, on the disk.
 */
export function* chunksOf(rows: readonly MoveRow[], size: number): Generator<Chunk> {
  let units = toUnits(rows)
  while (units.length > 0) {
    const chunk: Chunk = { rows: [], targets: new Set(), sources: new Set() }
    const deferred: Unit[] = []
    let at = 0
    for (; at < units.length && chunk.rows.length < size; at++) {
      const unit = units[at] as Unit
      if (unit.targets.some((key) => chunk.targets.has(key) || chunk.sources.has(key))) {
        deferred.push(unit)
        continue
      }
      for (const key of unit.targets) chunk.targets.add(key)
      for (const key of unit.sources) chunk.sources.add(key)
      chunk.rows.push(...unit.rows)
    }
    units = [...deferred, ...units.slice(at)]
    yield chunk
  }
}

/** Whether the second chunk may begin before the first one's sources are gone. */
export function isIndependent(earlier: Chunk, later: Chunk): boolean {
  for (const key of later.targets) if (earlier.sources.has(key)) return false
  return true
}

function toUnits(rows: readonly MoveRow[]): Unit[] {
  const units: Unit[] = []
  const groups = new Map<string, Unit>()
  for (const row of rows) {
    const group = row.group_key === null ? undefined : groups.get(row.group_key)
    const unit = group ?? { rows: [], targets: [], sources: [] }
    unit.rows.push(row)
    unit.targets.push(`${row.to_root}\0${pathKey(row.to_rel)}`)
    unit.sources.push(`${row.from_root}\0${pathKey(row.from_rel)}`)
    if (group === undefined) units.push(unit)
    if (row.group_key !== null) groups.set(row.group_key, unit)
  }
  return units
}
