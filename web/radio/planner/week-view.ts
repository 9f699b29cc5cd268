import type { AiringView, PaletteItem, WeekView } from '../../../src/radio/planner/contract.ts'
import type { CalendarDay, Slot } from './day-axis.ts'

type Timed<View> = Omit<View, 'startsAt' | 'endsAt'> & Slot

export type Airing = Timed<AiringView> & {
  /** It is shown as it shall be; nothing was applied yet. */
  isUnapplied?: boolean
}
export type Window = Timed<WeekView['windows'][number]>
export type Row = Timed<WeekView['rows'][number]>

/** A week with its instants as epoch ms. */
export interface Week extends Slot {
  stationId: number
  timeZone: string
  /** By the server's clock, when it answered. */
  nowMs: number
  lockMs: number
  readAtMs: number
  days: readonly CalendarDay[]
  windows: readonly Window[]
  rows: readonly Row[]
  airings: readonly Airing[]
}

export const slotOf = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }): Slot => ({
  startsMs: Date.parse(startsAt),
  endsMs: Date.parse(endsAt),
})

export const timed = <View extends { startsAt: string; endsAt: string }>({
  startsAt,
  endsAt,
  ...view
}: View): Timed<View> => ({
  ...view,
  ...slotOf({ startsAt, endsAt }),
})

export function toWeek(view: WeekView): Week {
  const nowMs = Date.parse(view.now)
  const days = view.days.map(({ airDate, hours, clockChange, ...span }): CalendarDay => ({
    airDate,
    hours,
    ...slotOf(span),
    change:
      clockChange === null
        ? null
        : {
            atMs: Date.parse(clockChange.at),
            byMinutes: clockChange.toOffsetMinutes - clockChange.fromOffsetMinutes,
          },
  }))
  return {
    stationId: view.stationId,
    timeZone: view.timeZone,
    nowMs,
    lockMs: Date.parse(view.lockedUntil) - nowMs,
    readAtMs: Date.parse(view.readAt),
    startsMs: days[0]?.startsMs ?? nowMs,
    endsMs: days.at(-1)?.endsMs ?? nowMs,
    days,
    windows: view.windows.map(timed),
    rows: view.rows.map(timed),
    airings: view.airings.map(timed),
  }
}

/** What is being planned, moved or retimed. */
export type Load =
  | { kind: 'new'; item: PaletteItem; showId: string | undefined }
  | { kind: 'move' | 'resize'; airing: Airing }

export const titleOf = (load: Load): string => (load.kind === 'new' ? load.item.title : load.airing.title)
export const audioMsOf = (load: Load): number | null =>
  load.kind === 'new' ? load.item.lengthMs : load.airing.fit.audioMs
export const trackIdOf = (load: Load): number | null => (load.kind === 'new' ? load.item.trackId : load.airing.trackId)

export const touches = (a: Slot, b: Slot): boolean => a.startsMs < b.endsMs && b.startsMs < a.endsMs

/** An instant as the API takes it. */
export const instant = (atMs: number): string => new Date(atMs).toISOString()
