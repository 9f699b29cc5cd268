import type { FakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
import { addDays, dayAt, daySpan, instantAt, weekDayOf } from '../../src/kernel/time.ts'
import type { RangeDraft } from '../../src/radio/planner/contract.ts'
import type { PlanView } from '../../src/plans/contract.ts'
import type { Desk } from '../desk.ts'
import { SHOWS, type ShowPlan } from './catalogue.ts'
import { type Cms, cmsDesk, ZONE } from './station.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const DAYS = 7
/** As long as what is planned needs to be on time. */
const AHEAD_MS = HOUR_MS

export interface Edition {
  show: ShowPlan
  startsAt: number
  /** Of the library. */
  trackId: number
  title: string
}

/** Shows between two days, that one included, each with a track of its own. */
export function editionsBetween(from: string, days: number, tracksOfShows: readonly number[]): Edition[] {
  const seen = new Map<string, number>()
  return Array.from({ length: days }, (_, n) => addDays(from, n)).flatMap((day) =>
    SHOWS.filter(({ weekdays }) => weekdays.includes(weekDayOf(day))).map((show) => {
      const nth = seen.get(show.title) ?? 0
      seen.set(show.title, nth + 1)
      const trackId = tracksOfShows[(nth % DAYS) * SHOWS.length + SHOWS.indexOf(show)] ?? 0
      const startsAt = instantAt(`${day}T${String(show.hour).padStart(2, '0')}:00`, ZONE)
      return { show, startsAt, trackId, title: `${show.title}, ${101 + (nth % DAYS)}` }
    }),
  )
}

/** Shows and episodes in the CMS, and the week to come planned with them. @returns how many are planned, and the ids of the shows there */
export async function planWeek(
  desk: Desk,
  { stationId, cms, tracksOfShows }: { stationId: number; cms: Cms; tracksOfShows: readonly number[] },
): Promise<{ planned: number; shows: Map<string, number> }> {
  const studio = cmsDesk(cms)
  const shows = new Map<string, number>()
  for (const { title } of SHOWS) shows.set(title, await studio.addShow(title))
  const now = Date.now()
  const airings: object[] = []
  for (const { show, startsAt, trackId, title } of editionsBetween(dayAt(now, ZONE), DAYS, tracksOfShows)) {
    if (startsAt < now + AHEAD_MS) continue
    const slot = { startsAt: iso(startsAt), endsAt: iso(startsAt + HOUR_MS) }
    const facts = { show: shows.get(show.title) ?? 0, title, publishedAt: slot.startsAt }
    const episodeId = await studio.addEpisode({ ...facts, trackId, durationMs: HOUR_MS })
    airings.push({ episodeId: String(episodeId), ...slot })
  }
  const span = { startsAt: iso(now), endsAt: iso(now + (DAYS + 1) * 24 * HOUR_MS) }
  const draft = await desk.send<RangeDraft>(`POST radio/stations/${stationId}/planner/ranges`, { ...span, airings })
  if (draft.planId === null) throw new Error('nothing could be planned')
  const { state }: PlanView = await desk.apply(draft.planId)
  if (state !== 'applied') throw new Error(`the week is ${state}`)
  return { planned: draft.counts.add, shows }
}

const iso = (at: number): string => new Date(at).toISOString()

const BEFORE_HOURS = 2
/** A log that is published now is heard from here on. */
const LEAST_AHEAD_MS = 20 * 60_000

/** What stands at the playout already: the shows of the days before, and what is on air now. @returns when that ends */
export function seedPresent(
  library: FakeLibreTime,
  { music, tracksOfShows }: { music: readonly number[]; tracksOfShows: readonly number[] },
): number {
  const { seed } = library
  const now = Date.now()
  const hour = now - (now % HOUR_MS)
  const from = Math.max(hour - BEFORE_HOURS * HOUR_MS, daySpan(dayAt(now, ZONE), ZONE).startsAt)
  const to = Math.ceil((now + LEAST_AHEAD_MS) / HOUR_MS) * HOUR_MS
  const shows = new Map<string, number>()
  for (const { show, startsAt, trackId } of editionsBetween(addDays(dayAt(now, ZONE), 1 - DAYS), DAYS, tracksOfShows)) {
    if (startsAt + HOUR_MS > from) continue
    const showId = shows.get(show.title) ?? seed.show(show.title)
    shows.set(show.title, showId)
    const instance = seed.instance({ show: showId, startsAt, endsAt: startsAt + HOUR_MS })
    const more = { played: true, broadcasted: 1 }
    seed.row({ instance, file: trackId, startsAt, lengthMs: show.minutes * MINUTE_MS, more })
  }
  const show = seed.show('Live from the quay')
  const instance = seed.instance({ show, startsAt: from, endsAt: to })
  for (let startsAt = from, n = 0; startsAt < to; n++) {
    const file = music[n % music.length] ?? 0
    const lengthMs = Math.min((library.rows.files.get(file)?.length ?? 0) / 1000, to - startsAt)
    const wasHeard = startsAt + lengthMs < now
    seed.row({ instance, file, startsAt, lengthMs, more: { played: wasHeard, broadcasted: Number(wasHeard) } })
    startsAt += lengthMs
  }
  return to
}
