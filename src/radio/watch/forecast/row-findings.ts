import { FADE_MS, hasCueOfADay, isCutShort, lostOf, NOTICED_MS, overrunOf } from '../../checkup/index.ts'
import type { Finding, Fix, ForecastCode } from '../model.ts'
import { levelAt } from './levels.ts'
import { isStarted, type Outlook, type PlacedRow } from './picture.ts'

interface Found {
  code: ForecastCode
  lengthMs?: number
}

/** What is wrong with a row, whatever stands beside it. */
export function rowFindings(placed: PlacedRow, outlook: Outlook): Finding[] {
  const { row, show, title } = placed
  const all = [...unreadable(placed), ...ofWindow(placed), ...lengths(placed, outlook)]
  return all.map(({ code, ...more }) => ({
    code,
    level: levelOf(code, row.startsAt, outlook.at),
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    params: { title, show: show?.name ?? '', ...more },
    rowId: row.rowId,
    windowId: row.windowId,
    trackId: row.fileId,
    fix: fixOf(code, outlook.ownRows.has(row.rowId)),
  }))
}

const ALWAYS_BAD: ReadonlySet<ForecastCode> = new Set(['no-fade', 'cue-of-a-day'])
const WARNINGS: ReadonlySet<ForecastCode> = new Set(['audio-ends-early', 'end-is-lost'])

function levelOf(code: ForecastCode, startsAt: number, at: number): Finding['level'] {
  if (ALWAYS_BAD.has(code)) return 'bad'
  return WARNINGS.has(code) ? 'warn' : levelAt(startsAt, at)
}

/** The playout reads nothing more while a row without fades, or with a cue of a day, stands. */
function unreadable({ row, fault }: PlacedRow): Found[] {
  return [
    ...(row.hasFadeIn && row.hasFadeOut ? [] : [{ code: 'no-fade' as const }]),
    ...(hasCueOfADay(row) ? [{ code: 'cue-of-a-day' as const }] : []),
    ...(fault === undefined ? [] : [{ code: fault as ForecastCode }]),
  ]
}

function ofWindow(placed: PlacedRow): Found[] {
  const { row, window } = placed
  if (window === undefined || window.isCancelled) return [{ code: 'without-window' }]
  if (row.startsAt < window.startsAt || !isStarted(placed)) return [{ code: 'outside-window' }]
  return row.endsAt > window.endsAt ? [{ code: 'crosses-window', lengthMs: row.endsAt - window.endsAt }] : []
}

function lengths({ row, window, silenceMs, fault }: PlacedRow, { files, gapMs }: Outlook): Found[] {
  if (fault !== undefined || window === undefined) return []
  const overMs = overrunOf(row)
  if (overMs > 0) return [{ code: 'runs-over', lengthMs: overMs }]
  if (isCutShort(row, window, files))
    return [{ code: 'stops-early', lengthMs: row.endsAt - row.startsAt - (row.cueOutMs - row.cueInMs) }]
  if (silenceMs >= gapMs) return [{ code: 'audio-ends-early', lengthMs: silenceMs }]
  const isAlone = row.startsAt === window.startsAt
  const lostMs = isAlone ? lostOf(row, window, files) : 0
  return lostMs > NOTICED_MS ? [{ code: 'end-is-lost', lengthMs: lostMs }] : []
}

/** Rows of ours are sent again by comparing; a file is brought by whoever has it. */
function fixOf(code: ForecastCode, isOurs: boolean): Fix {
  if (code.startsWith('file-')) return 'send-again'
  return isOurs ? 'compare' : 'elsewhere'
}

/** Two songs of which one fades into the other overlap by seconds: that is meant. */
export function overlaps(coming: readonly PlacedRow[], { at, ownRows }: Outlook): Finding[] {
  const found: Finding[] = []
  let last: PlacedRow | undefined
  for (const placed of coming.filter(isStarted)) {
    const { row } = placed
    if (last !== undefined && last.row.endsAt - row.startsAt > FADE_MS) {
      const endsAt = Math.min(last.row.endsAt, row.endsAt)
      const isOurs = ownRows.has(row.rowId) || ownRows.has(last.row.rowId)
      found.push({
        code: 'two-at-once',
        level: levelAt(row.startsAt, at),
        startsAt: row.startsAt,
        endsAt,
        params: { title: placed.title, other: last.title, lengthMs: endsAt - row.startsAt },
        rowId: row.rowId,
        windowId: row.windowId,
        trackId: row.fileId,
        fix: isOurs ? 'compare' : 'elsewhere',
      })
    }
    if (last === undefined || row.endsAt > last.row.endsAt) last = placed
  }
  return found
}
