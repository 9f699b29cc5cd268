import type { Tx } from '../db/db.ts'
import { showPath } from '../media/path-key.ts'
import type { ChunkReply, Item, ItemResult, Stop } from './disk/messages.ts'
import { unavailable } from './engine.ts'
import type { PlacedCopy } from './model.ts'
import { identityText } from '../media/file-identity.ts'
import { call, report, type Run } from './run-call.ts'
import {
  findMoves,
  fromOf,
  type MoveRow,
  type Refused,
  setCopied,
  setCopying,
  setRefused,
  setState,
  setThere,
  setUndone,
} from './store.ts'

/** A copying thread gets work in portions of about this size, so that none idles while another has all the large files. */
const PORTION_BYTES = 32 << 20
const PORTION_FILES = 64

type Results = ItemResult[]

/** Copies what could not be linked, in all threads; the rows say so before a temporary file exists. */
export async function copyNeeded(
  run: Run,
  rows: MoveRow[],
  results: Results,
): Promise<{ results: Results; stop: Stop | undefined }> {
  const needed = new Set(results.filter((result) => result.kind === 'copy-needed').map((result) => result.id))
  if (needed.size === 0) return { results, stop: undefined }
  await run.engine.db.txTogether((tx) => setCopying(tx, [...needed], { inPlace: false }))
  const portions = portionsOf(
    rows.filter((row) => needed.has(row.id)).map((row) => ({ ...row, state: 'copying' as const, in_place: 0 })),
  )
  const copied: Results = []
  let stop: Stop | undefined
  const work = async (): Promise<void> => {
    for (let portion = portions.shift(); portion !== undefined && stop === undefined; portion = portions.shift()) {
      const reply = await copyPortion(run, portion)
      const readBackAt = run.engine.clock.now()
      copied.push(...reply.results.map((one) => (one.kind === 'placed' ? { ...one, readBackAt } : one)))
      stop ??= reply.stop
      report(run, { files: 0, bytes: bytesOf(portion, reply.results) })
    }
  }
  await Promise.all(Array.from({ length: run.engine.movers.threads }, work))
  const reached = new Set(copied.map((result) => result.id))
  await run.engine.db.txTogether((tx) =>
    setState(
      tx,
      [...needed].filter((id) => !reached.has(id)),
      { state: 'planned' },
    ),
  )
  return { results: [...results.filter((result) => result.kind !== 'copy-needed'), ...copied], stop }
}

/** Where a disk knows no hard links the rows say so first: recovery takes only such copies for ours. */
async function copyPortion(run: Run, portion: MoveRow[]): Promise<ChunkReply> {
  const copy = (rows: MoveRow[]): Promise<ChunkReply> =>
    call(run, {
      call: 'copy',
      roots: run.atlas.rootsOf(rows),
      items: rows.map(run.atlas.item),
      reserveBytes: run.engine.reserveBytes,
    })
  const { results, stop } = await copy(portion)
  const ids = results.filter((result) => result.kind === 'in-place-needed').map((result) => result.id)
  const beside = results.filter((result) => result.kind !== 'in-place-needed')
  if (ids.length === 0 || stop !== undefined) return { results: beside, stop }
  await run.engine.db.txTogether((tx) => setCopying(tx, ids, { inPlace: true }))
  const inPlace = await copy(portion.filter((row) => ids.includes(row.id)).map((row) => ({ ...row, in_place: 1 })))
  return { results: [...beside, ...inPlace.results], stop: inPlace.stop }
}

function bytesOf(rows: readonly MoveRow[], results: Results): number {
  const reached = new Set(results.map((result) => result.id))
  return rows.reduce((sum, row) => sum + (reached.has(row.id) ? row.size : 0), 0)
}

function portionsOf(rows: readonly MoveRow[]): MoveRow[][] {
  const portions: MoveRow[][] = []
  let bytes = Infinity
  for (const row of rows) {
    const last = portions.at(-1)
    if (last === undefined || bytes + row.size > PORTION_BYTES || last.length >= PORTION_FILES) {
      portions.push([row])
      bytes = row.size
    } else {
      last.push(row)
      bytes += row.size
    }
  }
  return portions
}

/** Takes back the placed members of groups of which another member could not be placed. */
export async function holdGroups(run: Run, rows: MoveRow[], results: Results): Promise<Results> {
  const broken = brokenGroups(rows, results)
  if (broken.size === 0) return results
  const byId = new Map(results.map((result) => [result.id, result]))
  const held = rows.filter(
    (row) => row.group_key !== null && broken.has(row.group_key) && byId.get(row.id)?.kind === 'placed',
  )
  const items = held.map((row) => withPlaced(run.atlas.item(row), byId.get(row.id)))
  const { results: withdrawn } = await call(run, { call: 'withdraw', roots: run.atlas.rootsOf(held), items })
  for (const row of held) {
    const result = withdrawn.find(({ id }) => id === row.id)
    if (result?.kind !== 'withdrawn') continue
    const refusal = { code: 'group-held' as const, params: { member: broken.get(row.group_key ?? '') ?? '' } }
    byId.set(row.id, { id: row.id, kind: 'refused', refusal, seen: result.seen })
  }
  return [...byId.values()]
}

/** Group to the name of the member that spoils it. A member that was not reached spoils it too. */
function brokenGroups(rows: MoveRow[], results: Results): Map<string, string> {
  const kinds = new Map(results.map((result) => [result.id, result.kind]))
  const broken = new Map<string, string>()
  for (const row of rows) {
    const kind = kinds.get(row.id)
    if (
      row.group_key === null ||
      kind === 'placed' ||
      kind === 'settled' ||
      kind === 'there' ||
      broken.has(row.group_key)
    )
      continue
    broken.set(row.group_key, showPath(fromOf(row).relPath))
  }
  return broken
}

function withPlaced(item: Item, result: ItemResult | undefined): Item {
  return result?.kind === 'placed' && result.placed !== undefined ? { ...item, placed: result.placed } : item
}

/** Writes down what stands durably at its target. @returns the rows whose sources can go now */
export async function commitPlaced(run: Run, rows: MoveRow[], results: Results): Promise<MoveRow[]> {
  const now = run.engine.clock.now()
  const linked = results
    .filter((result) => result.kind === 'placed' && result.placed === undefined)
    .map((result) => result.id)
  const settled = results.filter((result) => result.kind === 'settled').map((result) => result.id)
  const copied = new Map<number, PlacedCopy & { sha256: string | null }>()
  for (const result of results) {
    if (result.kind !== 'placed' || result.placed === undefined) continue
    const { id, placed, readBackAt = null, sha256 = null } = result
    copied.set(id, { identity: identityText(placed), readBackAt, sha256 })
  }
  await run.engine.db.txTogether(async (tx) => {
    await setState(tx, linked, { state: 'placed' })
    for (const [id, copy] of copied) await setCopied(tx, id, copy)
    for (const result of results) {
      if (result.kind === 'refused') await setRefused(tx, result.id, refusedOf(result, now))
      if (result.kind === 'there' && !mustTrash(rows, result.id)) {
        await setThere(tx, result.id, { relPath: result.relPath, source: 'kept', settledAt: now })
      }
    }
    await setSettled(
      run,
      tx,
      rows.filter((row) => settled.includes(row.id)),
    )
  })
  const linkedIds = new Set(linked)
  return rows
    .filter((row) => linkedIds.has(row.id) || copied.has(row.id))
    .map((row) => ({
      ...row,
      state: 'placed',
      placed_identity: copied.get(row.id)?.identity ?? null,
      sha256: copied.get(row.id)?.sha256 ?? row.sha256,
    }))
}

export function mustTrash(rows: readonly MoveRow[], id: number): boolean {
  return rows.some((row) => row.id === id && row.on_identical === 'trash')
}

function refusedOf({ refusal, seen }: Extract<ItemResult, { kind: 'refused' }>, settledAt: number): Refused {
  return { state: 'refused', refusal, settledAt, identity: seen === undefined ? undefined : identityText(seen) }
}

/** Takes placed files away from their sources and writes down what is done. @throws UnavailableError when a root can't serve */
export async function settleRows(run: Run, rows: MoveRow[]): Promise<void> {
  if (rows.length === 0) return
  const reply = await call(run, { call: 'settle', roots: run.atlas.rootsOf(rows), items: rows.map(run.atlas.item) })
  const now = run.engine.clock.now()
  const doneIds = new Set(reply.results.filter((result) => result.kind === 'settled').map((result) => result.id))
  const done = rows.filter((row) => doneIds.has(row.id))
  await run.engine.db.txTogether(async (tx) => {
    await setSettled(run, tx, done)
    for (const result of reply.results) {
      if (result.kind === 'refused') await setRefused(tx, result.id, refusedOf(result, now))
      if (result.kind === 'unsettled')
        await setRefused(tx, result.id, { state: 'placed', refusal: result.refusal, settledAt: null })
    }
  })
  report(run, {
    files: reply.results.length,
    bytes: done.reduce((sum, row) => sum + (row.placed_identity === null ? row.size : 0), 0),
  })
  if (reply.stop !== undefined) throw unavailable(reply.stop)
}

/** Done rows, and what follows from them: those which they reverse are undone, and twins that went to the trash are `there`. */
export async function setSettled(run: Pick<Run, 'engine'>, tx: Tx, rows: readonly MoveRow[]): Promise<void> {
  const settledAt = run.engine.clock.now()
  await setState(tx, idsOf(rows), { state: 'done', settledAt })
  await setUndone(tx, reversedBy(rows), settledAt)
  const twins = rows.filter((row) => row.kind === 'trash' && row.parent_id !== null)
  for (const { parent_id, keeper_rel } of twins) {
    await setThere(tx, Number(parent_id), { relPath: keeper_rel ?? '', source: 'trashed', settledAt })
  }
  await setUndone(
    tx,
    reversedBy(
      await findMoves(
        tx,
        twins.map((row) => Number(row.parent_id)),
      ),
    ),
    settledAt,
  )
}

const idsOf = (rows: readonly MoveRow[]): number[] => rows.map((row) => row.id)

function reversedBy(rows: readonly MoveRow[]): number[] {
  return rows.flatMap((row) =>
    (row.kind === 'undo' || row.kind === 'restore') && row.parent_id !== null ? [row.parent_id] : [],
  )
}
