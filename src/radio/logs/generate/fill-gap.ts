import { ConflictError } from '../../../kernel/errors.ts'
import type { Editor, LogDeps } from '../deps.ts'
import { changeLog } from '../edit/edit-log.ts'
import type { DraftEntry, Log, LogEntry, PlacedItem } from '../model.ts'
import type { Generated, Shelf } from '../ports.ts'
import { getLog } from '../read/get-log.ts'
import { readDay } from '../read/read-day.ts'
import type { Gap, Timing } from '../timing.ts'

export interface FillWish {
  logId: number
  /** Of the silence, epoch ms. */
  startsAt: number
  from: Shelf
  /** The log's own unless said. */
  seed?: string | undefined
  isDryRun: boolean
  by: Editor
  ifMatch: string | undefined
  signal: AbortSignal
}

export interface FilledGap {
  log: Log
  seed: string
  items: PlacedItem[]
  unfilled: Generated['unfilled']
}

/**
 * Fills a silence from a category or a cart, by the rules of the station. A person asked for it: what comes in stays when
 * the day is generated again, and still knows why it was chosen. Nothing is written when nothing fits.
 * @throws ConflictError `radio/no-such-gap`, `radio/log-locked`, `request/version-…`; NotFoundError for the shelf
 */
export function fillGap(deps: LogDeps) {
  return async (wish: FillWish): Promise<FilledGap> => {
    const { signal, from, isDryRun, by } = wish
    const log = await getLog(deps.db.read, wish.logId)
    const { timing, ...day } = await readDay(deps, log, { signal, isStrict: true })
    const gap = timing.gaps.find(({ startsAt }) => startsAt === wish.startsAt)
    if (gap === undefined) throw new ConflictError('radio/no-such-gap')
    const { stationId, airDate } = log
    const seed = wish.seed ?? log.seed
    const heard = heardOf(day.entries, timing)
    const found = await deps.generator.fillGap({ stationId, airDate, ...gap, from, entries: heard, seed, signal })
    if (isDryRun || found.items.length === 0) return { log, seed, ...found }
    const written = await changeLog(deps, log.logId, {
      by,
      ifMatch: wish.ifMatch,
      what: 'filled',
      next: (now, before) => {
        // What was chosen was chosen for the log as it was read.
        if (now.revision !== log.revision) throw new ConflictError('request/version-changed', { status: 412 })
        const first = anchorOf(timing, gap)
        const added = found.items.map((item, index) => entryOf(item, index === 0 ? first : null))
        const entries = [...before.slice(0, gap.before), ...added, ...before.slice(gap.before)]
        return { entries, params: { count: added.length } }
      },
    })
    return { log: written.log, seed, ...found }
  }
}

const heardOf = (entries: readonly LogEntry[], { times }: Timing): LogEntry[] =>
  entries.flatMap((entry, index) => {
    const time = times[index]
    return time === undefined ? [] : [{ ...entry, startsAt: time.startsAt, lengthMs: time.endsAt - time.startsAt }]
  })

/** Behind an earlier silence it waits for its own, else it would be heard there; null where it follows by itself. */
const anchorOf = ({ gaps }: Timing, { before, startsAt, hourStartsAt }: Gap): number | null =>
  gaps.some((one) => one.before === before && one.startsAt < startsAt) ? startsAt - hourStartsAt : null

const entryOf = (item: PlacedItem, anchorMs: number | null): DraftEntry => ({
  ...item,
  entryId: null,
  slotKey: null,
  startType: anchorMs === null ? 'relative' : 'soft',
  anchorMs,
  isHandEdited: true,
  note: '',
})
