import type {
  FindingView,
  GapView,
  LogDayView,
  LogEntryView,
  LogHourView,
} from '../../../src/radio/logs/read/contract.ts'

const SECOND_MS = 1000

/** A stretch that is not the log's: an airing of the planner, or a row of others. */
export type TakenView = LogDayView['outside']['taken'][number]

/** A line of an hour, by time. */
export type Line =
  | { kind: 'entry'; atMs: number; entry: LogEntryView }
  | { kind: 'gap'; atMs: number; gap: GapView }
  | { kind: 'taken'; atMs: number; untilMs: number; taken: TakenView }

export interface HourOfDay {
  hour: LogHourView
  startsMs: number
  endsMs: number
  lines: readonly Line[]
  entries: readonly LogEntryView[]
}

const RANKS = { entry: 0, taken: 1, gap: 2 } as const

/** What each hour of a day shows, its entries in their order. */
export function hoursOf(day: LogDayView): HourOfDay[] {
  return day.hoursOfDay.map((hour) => {
    const [startsMs, endsMs] = [Date.parse(hour.startsAt), Date.parse(hour.endsAt)]
    const entries = day.entries.filter(({ hourStartsAt }) => hourStartsAt === hour.startsAt)
    const lines: Line[] = [
      ...entries.map((entry) => ({ kind: 'entry' as const, atMs: Date.parse(entry.startsAt), entry })),
      ...day.gaps
        .filter(({ hourStartsAt }) => hourStartsAt === hour.startsAt)
        .map((gap) => ({ kind: 'gap' as const, atMs: Date.parse(gap.startsAt), gap })),
      ...day.outside.taken.flatMap((taken) => {
        const atMs = Math.max(startsMs, Date.parse(taken.startsAt))
        const untilMs = Math.min(endsMs, Date.parse(taken.endsAt))
        return atMs < untilMs ? [{ kind: 'taken' as const, atMs, untilMs, taken }] : []
      }),
    ]
    return {
      hour,
      startsMs,
      endsMs,
      entries,
      lines: lines.toSorted((a, b) => a.atMs - b.atMs || RANKS[a.kind] - RANKS[b.kind]),
    }
  })
}

/** Index of the first of the hours that stand side by side. */
export function firstShown(
  hours: readonly HourOfDay[],
  { asked, nowMs, many }: { asked: string | undefined; nowMs: number; many: number },
): number {
  const named = hours.findIndex(({ hour }) => hour.name === asked)
  const running = hours.findIndex(({ startsMs, endsMs }) => startsMs <= nowMs && nowMs < endsMs)
  return Math.max(0, Math.min(named >= 0 ? named : running, hours.length - many))
}

/** 0:42, 58:20, 1:48:17 of milliseconds. */
export function lengthIn(ms: number): string {
  const seconds = Math.round(ms / SECOND_MS)
  const [h, min, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (n: number): string => String(n).padStart(2, '0')
  return h > 0 ? `${h}:${two(min)}:${two(s)}` : `${min}:${two(s)}`
}

/** 00:08, 59:18, 89:59: minutes and seconds since the start of an hour. */
export function offsetIn(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / SECOND_MS))
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}

/** Milliseconds of `0:42`, `58:20` or `1:48:17`; undefined for anything else. */
export function readLength(text: string): number | undefined {
  const found = /^(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)$/.exec(text.trim())
  if (found === null) return undefined
  const [h, min, s] = [Number(found[1] ?? 0), Number(found[2]), Number(found[3])]
  return found[1] !== undefined && min > 59 ? undefined : (h * 3600 + min * 60 + s) * SECOND_MS
}

/** What is wrong with each entry, the worst first. */
export function findingsByEntry(findings: readonly FindingView[]): ReadonlyMap<number, FindingView> {
  const found = new Map<number, FindingView>()
  const rank = { stopper: 0, warning: 1, notice: 2 } as const
  for (const finding of findings) {
    if (finding.entryId === null) continue
    const former = found.get(finding.entryId)
    if (former === undefined || rank[finding.severity] < rank[former.severity]) found.set(finding.entryId, finding)
  }
  return found
}

/** Where an edit puts an entry. */
export type Where = { before: number } | { after: number } | { hour: string }

/** What fills a gap stands before the entry after it, or at the end of its hour. */
export function placeOfGap(day: LogDayView, gap: GapView): Where {
  const next = day.entries.find(({ entryId }) => entryId === gap.beforeEntryId)
  if (next !== undefined && next.hourStartsAt === gap.hourStartsAt) return { before: next.entryId }
  return { hour: day.hoursOfDay.find(({ startsAt }) => startsAt === gap.hourStartsAt)?.name ?? '00' }
}

export type Direction = 'up' | 'down' | 'left' | 'right'

/** Where a step brings an entry: past its neighbour, or into the hour beside; undefined at the day's end. */
export function stepOf(hours: readonly HourOfDay[], entryId: number, direction: Direction): Where | undefined {
  const at = hours.findIndex(({ entries }) => entries.some((entry) => entry.entryId === entryId))
  const own = hours[at]
  if (own === undefined) return undefined
  const index = own.entries.findIndex((entry) => entry.entryId === entryId)
  const [former, next] = [hours[at - 1], hours[at + 1]]
  const beside = direction === 'up' ? own.entries[index - 1] : own.entries[index + 1]
  if (direction === 'up' && beside !== undefined) return { before: beside.entryId }
  if (direction === 'down' && beside !== undefined) return { after: beside.entryId }
  if (direction === 'up' || direction === 'left') return former && { hour: former.hour.name }
  if (next === undefined) return undefined
  const first = next.entries[0]
  return direction === 'down' && first !== undefined ? { before: first.entryId } : { hour: next.hour.name }
}

/** The entry that arrows lead to. */
export function neighbourOf(
  hours: readonly HourOfDay[],
  entryId: number,
  direction: Direction,
): LogEntryView | undefined {
  if (direction === 'up' || direction === 'down') {
    const all = hours.flatMap(({ entries }) => entries)
    const index = all.findIndex((entry) => entry.entryId === entryId)
    return index < 0 ? undefined : all[index + (direction === 'up' ? -1 : 1)]
  }
  const at = hours.findIndex(({ entries }) => entries.some((entry) => entry.entryId === entryId))
  const own = hours[at]
  const entry = own?.entries.find((one) => one.entryId === entryId)
  if (own === undefined || entry === undefined) return undefined
  const step = direction === 'left' ? -1 : 1
  const rest = direction === 'left' ? hours.slice(0, at).toReversed() : hours.slice(at + step)
  const other = rest.find(({ entries }) => entries.length > 0)
  if (other === undefined) return undefined
  const offset = Date.parse(entry.startsAt) - own.startsMs
  const offBy = (one: LogEntryView): number => Math.abs(Date.parse(one.startsAt) - other.startsMs - offset)
  return other.entries.toSorted((a, b) => offBy(a) - offBy(b))[0]
}
