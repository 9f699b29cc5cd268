import { clockAt, dayAt } from '../../src/kernel/time.ts'
import type { LogDayView } from '../../src/radio/logs/read/contract.ts'
import type { Desk } from '../desk.ts'
import { SHOWS } from './catalogue.ts'
import { voiceWav } from './sound.ts'
import { readTracks, ZONE } from './station.ts'

const HOUR_MS = 3_600_000
const SECONDS = 14
/** So far ahead, or in the first hour afterwards that is no show's. */
const AHEAD_HOURS = 3
const TAKES = 2
/** The logs of today and tomorrow are published. */
const DRAFT_AFTER_MS = 48 * HOUR_MS

interface Wish {
  stationId: number
  /** Takes are made with it. */
  hasFfmpeg: boolean
}

/**
 * A link of today's log with two takes, the second of which goes on air. Without ffmpeg there is no take, and a log with such
 * a link is not published: it stands in one that is still a draft.
 */
export async function recordLink(desk: Desk, { stationId, hasFfmpeg }: Wish): Promise<void> {
  const at = soonWithoutShow() + (hasFfmpeg ? 0 : DRAFT_AFTER_MS)
  const airDate = dayAt(at, ZONE)
  const day = await desk.get<LogDayView>(`radio/stations/${stationId}/logs/${airDate}`)
  const behind = day.entries.find((entry, n) => Date.parse(entry.startsAt) > at && isAmongSongs(day.entries, n))
  if (behind === undefined) return
  const place = { do: 'add', what: 'voice', before: behind.entryId, lengthMs: SECONDS * 1000 }
  const edits = [{ ...place, title: 'A word from the quay' }]
  const edited = await desk.send<LogDayView>(`POST radio/logs/${day.logId}/edits`, { edits }, { 'if-match': day.etag })
  const link = edited.entries.find(({ what }) => what === 'voice')
  if (link === undefined) throw new Error('the link is not in the log')
  if (!hasFfmpeg) return
  let takeId = 0
  for (let take = 0; take < TAKES; take++) {
    const path = `POST radio/stations/${stationId}/voice/${airDate}/links/${link.entryId}/takes`
    const made = await desk.send<{ takeId: number }>(path, voiceWav(SECONDS, 400 + take), {
      'content-type': 'audio/wav',
    })
    takeId = made.takeId
  }
  const { error } = await desk.follow(await desk.send(`POST radio/voice-takes/${takeId}/choose`, {}))
  if (error !== null) throw new Error(error.text)
  await readTracks(desk, stationId)
}

/** Between two songs of the same hour, where nothing has to begin in time. */
const isAmongSongs = (entries: LogDayView['entries'], n: number): boolean =>
  [entries[n - 1], entries[n], entries[n + 1]].every(
    (entry) => entry?.typeCode === 'MUS' && entry.hourStartsAt === entries[n]?.hourStartsAt,
  )

function soonWithoutShow(): number {
  let at = Date.now() + AHEAD_HOURS * HOUR_MS
  while (SHOWS.some(({ hour }) => hour === Number(clockAt(at, ZONE).local.slice(11, 13)))) at += HOUR_MS
  return at
}
