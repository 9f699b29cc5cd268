import type { FakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
import { addDays, dayAt } from '../../src/kernel/time.ts'
import type { LogDayView } from '../../src/radio/logs/read/contract.ts'
import type { PublishPreview, PublishStarted } from '../../src/radio/logs/publish/contract.ts'
import type { Desk } from '../desk.ts'
import { ZONE } from './station.ts'

/** How many days were heard, and how many are to come, this one included. */
const HEARD_DAYS = 2
const DAYS = 7
/** Days that are published, this one included; the others are drafts. */
const PUBLISHED_DAYS = 2
const SECOND_MS = 1000

interface LogDays {
  stationId: number
  library: FakeLibreTime
}

/** Fills this day and those to come by the clocks; those that were heard are copies of the same days of the next week. */
export async function generateLogs(desk: Desk, { stationId }: LogDays): Promise<void> {
  const today = dayAt(Date.now(), ZONE)
  const at = `POST radio/stations/${stationId}/logs`
  const span = { from: today, to: addDays(today, DAYS - 1) }
  const { state } = await desk.follow(await desk.send(`${at}/generate-range`, span))
  if (state !== 'completed') throw new Error(`the logs are ${state}`)
  for (let ago = 1; ago <= HEARD_DAYS; ago++)
    await desk.send(`${at}/copy`, { from: addDays(today, DAYS - ago), to: addDays(today, -ago) })
}

const dayOf = (desk: Desk, stationId: number, airDate: string): Promise<LogDayView> =>
  desk.get(`radio/stations/${stationId}/logs/${airDate}`)

/** Of so many items one was not heard, one came late, one was cut. */
const EACH_MISSED = 190
const EACH_LATE = 41
const EACH_CUT = 97

/** What the playout says was heard until now: nearly all that the logs had. Of yesterday it has its rows, too. */
export async function hearLogs(desk: Desk, { stationId, library }: LogDays): Promise<void> {
  const today = dayAt(Date.now(), ZONE)
  for (let ago = HEARD_DAYS; ago > 0; ago--) {
    const day = await dayOf(desk, stationId, addDays(today, -ago))
    const heard = day.entries.filter(({ startsAt, endsAt }) => startsAt < endsAt).flatMap(playOf)
    for (const play of heard) library.seed.history(play)
    if (ago > 1) continue
    const show = library.seed.show('Riverside music')
    const span = { startsAt: Date.parse(day.startsAt), endsAt: Date.parse(day.endsAt) }
    const instance = library.seed.instance({ show, ...span })
    const more = { played: true, broadcasted: 1 }
    for (const { file, startsAt, endsAt } of heard)
      library.seed.row({ instance, file, startsAt, lengthMs: endsAt - startsAt, more })
  }
}

interface Play {
  file: number
  startsAt: number
  endsAt: number
}

/** Most are in time, some late, some cut, and some were never heard. */
function playOf({ trackId, startsAt, endsAt }: LogDayView['entries'][number], n: number): Play[] {
  if (trackId === null || n % EACH_MISSED === 50) return []
  const lateMs = (n % EACH_LATE === 7 ? 15 + (n % 13) : (n * 7) % 4) * SECOND_MS
  const from = Date.parse(startsAt) + lateMs
  const heardMs = (Date.parse(endsAt) - Date.parse(startsAt)) / (n % EACH_CUT === 11 ? 2 : 1)
  return [{ file: trackId, startsAt: from, endsAt: from + heardMs }]
}

/** Publishes this day and the next ones, and has each row read back. @returns how many rows there are */
export async function publishLogs(desk: Desk, { stationId }: LogDays): Promise<number> {
  const today = dayAt(Date.now(), ZONE)
  let rows = 0
  for (let ahead = 0; ahead < PUBLISHED_DAYS; ahead++) {
    const { logId } = await dayOf(desk, stationId, addDays(today, ahead))
    const { stoppers } = await desk.send<PublishPreview>(`POST radio/logs/${logId}/preview`, {})
    const acceptedGaps = stoppers.filter(({ canAccept }) => canAccept).map(({ at }) => at)
    const started = await desk.send<PublishStarted>(`POST radio/logs/${logId}/publish`, { acceptedGaps })
    if (started.runId === null) continue
    await desk.follow({ runId: started.runId })
    rows += started.counts.add
  }
  return rows
}
