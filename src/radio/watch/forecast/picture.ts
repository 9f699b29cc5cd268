import {
  type CheckedFile,
  type CheckedRow,
  type CheckedShow,
  type CheckedWindow,
  isExpected,
  missing,
  silenceIn,
} from '../../checkup/index.ts'
import type { Stretch } from '../model.ts'
import { touches, united, without } from '../stretches.ts'

/** Everything that a forecast looks at. */
export interface Outlook {
  /** Epoch ms. */
  at: number
  days: readonly (Stretch & { airDate: string })[]
  rows: readonly CheckedRow[]
  windows: readonly CheckedWindow[]
  shows: readonly CheckedShow[]
  files: ReadonlyMap<number, CheckedFile>
  /** Items of logs that are not at the playout. */
  drafts: readonly (Stretch & { title: string; airDate: string })[]
  /** Ids of rows that logs and the planner made. */
  ownRows: ReadonlySet<number>
  /** Of them, those of logs. */
  logRows: ReadonlySet<number>
  /** Shorter silence is not told. */
  gapMs: number
}

/** A row with what surrounds it. */
export interface PlacedRow {
  row: CheckedRow
  window: CheckedWindow | undefined
  show: CheckedShow | undefined
  title: string
  /** Why it can't be heard; undefined when it can. */
  fault: string | undefined
  /** At its end. */
  silenceMs: number
}

interface PlacedWindow {
  window: CheckedWindow
  show: CheckedShow | undefined
  /** Something was to be planned in it, and nothing is. */
  isEmpty: boolean
}

/** What will be heard, and where nothing will be. All by start. */
export interface Picture {
  span: Stretch
  placed: readonly PlacedRow[]
  /** Those that are on. */
  windows: readonly PlacedWindow[]
  drafts: Outlook['drafts']
  /** Nothing is heard, nor drafted, for longer than the station tolerates. */
  silent: readonly Stretch[]
  /** A live source, or a playlist of the show itself, is expected. */
  open: readonly (Stretch & { title: string })[]
}

export function pictureOf(outlook: Outlook): Picture {
  const { at, days, gapMs } = outlook
  const span = { startsAt: days[0]?.startsAt ?? at, endsAt: days.at(-1)?.endsAt ?? at }
  const placed = placedRows(outlook)
  const heard = placed.filter(isStarted)
  const windows = placedWindows(outlook, new Set(heard.map(({ row }) => row.windowId))).filter(({ window }) =>
    touches(window, span),
  )
  const bare = new Set(windows.filter(({ isBare }) => isBare).map(({ window }) => window.windowId))
  const open = windows
    .filter(({ window, show, isEmpty }) => show?.isLive === true || (bare.has(window.windowId) && !isEmpty))
    .map(({ window: { startsAt, endsAt }, show }) => ({ startsAt, endsAt, title: show?.name ?? '' }))
  const sound = heard.map(({ row, silenceMs }) => ({
    startsAt: row.startsAt,
    endsAt: row.endsAt - (silenceMs >= gapMs ? silenceMs : 0),
  }))
  const drafts = draftsLeft(outlook.drafts, sound)
  const silent = without(span, [...sound, ...drafts, ...open]).filter(
    ({ startsAt, endsAt }) => endsAt - startsAt >= gapMs,
  )
  return { span, placed, windows, drafts, silent, open }
}

/** What begins after its window has ended is never fetched. */
export const isStarted = ({ row, window }: PlacedRow): boolean => window === undefined || row.startsAt < window.endsAt

function placedRows({ rows, windows, shows, files }: Outlook): PlacedRow[] {
  const windowById = new Map(windows.map((window) => [window.windowId, window]))
  const showById = new Map(shows.map((show) => [show.showId, show]))
  return rows
    .map((row): PlacedRow => {
      const window = windowById.get(row.windowId)
      const file = row.fileId === null ? undefined : files.get(row.fileId)
      return {
        row,
        window,
        show: window === undefined ? undefined : showById.get(window.showId),
        title: file?.title || (row.fileId === null ? '' : `#${row.fileId}`),
        fault: missing(row, files, NONE_ASKED),
        silenceMs: Math.max(0, silenceIn(row, files)),
      }
    })
    .toSorted((a, b) => a.row.startsAt - b.row.startsAt)
}

/** The audio itself is asked for by the doctor, for the next day. */
const NONE_ASKED: ReadonlySet<number> = new Set()

function placedWindows({ windows, shows, at }: Outlook, filled: ReadonlySet<number>) {
  const showById = new Map(shows.map((show) => [show.showId, show]))
  return windows
    .filter(({ isCancelled }) => !isCancelled)
    .toSorted((a, b) => a.startsAt - b.startsAt)
    .map((window) => {
      const show = showById.get(window.showId)
      const isBare = !filled.has(window.windowId)
      return { window, show, isBare, isEmpty: isBare && isExpected({ window, show }, at) }
    })
}

/** Where something stands at the playout already, a draft is not heard. */
function draftsLeft(drafts: Outlook['drafts'], sound: readonly Stretch[]): Outlook['drafts'] {
  const taken = united(sound)
  return drafts.flatMap((draft) => without(draft, taken).map((part) => ({ ...draft, ...part })))
}
