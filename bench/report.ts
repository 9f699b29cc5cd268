import type { BenchRow, Bound } from './bench.ts'

/** What does not hold, in words; empty when the row is good. */
export function brokenBounds(row: BenchRow): string[] {
  if (row.missing !== undefined) return row.isOptional === true ? [] : [`missing: ${row.missing}`]
  return (row.bounds ?? [])
    .filter((bound) => !holds(bound, row[bound.figure]))
    .map((bound) => `${bound.figure} is ${String(row[bound.figure])}, must be ${inWords(bound)}`)
}

function holds(bound: Bound, value: unknown): boolean {
  if ('is' in bound) return value === bound.is
  if (typeof value !== 'number' || Number.isNaN(value)) return false
  return 'atMost' in bound ? value <= bound.atMost : value >= bound.atLeast
}

function inWords(bound: Bound): string {
  if ('is' in bound) return String(bound.is)
  return 'atMost' in bound ? `at most ${bound.atMost}` : `at least ${bound.atLeast}`
}

const HEAD = new Set(['bench', 'peer', 'ratio', 'bounds', 'peerCommand', 'peerVersion', 'missing', 'isOptional'])

/** A row for people: its name, the ratio, the other figures, and what is broken. */
export function showRow(row: BenchRow): string {
  const broken = brokenBounds(row)
  const mark = row.missing !== undefined && broken.length === 0 ? 'skipped' : broken.length === 0 ? 'ok' : 'FAILED'
  const head = [row.bench.padEnd(16), mark.padEnd(8)]
  if (row.missing !== undefined) head.push(`missing: ${row.missing}`)
  if (row.ratio !== undefined) head.push(`${row.ratio} x ${row.peer ?? ''}`)
  const figures = Object.entries(row).filter(([key, value]) => !HEAD.has(key) && value !== undefined)
  const lines = [
    head.join(' '),
    `  ${figures.map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ')}`,
  ]
  if (row.peerCommand !== undefined)
    lines.push(`  against: ${row.peerCommand} (${row.peerVersion ?? 'version unknown'})`)
  return [...lines, ...broken.map((why) => `  ${why}`)].join('\n')
}
