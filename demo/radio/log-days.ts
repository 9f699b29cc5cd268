import type { FakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
import { addDays, dayAt } from '../../src/kernel/time.ts'
import type { LogDayView } from '../../src/radio/logs/read/contract.ts'
import type { PublishPreview, PublishStarted } from '../../src/radio/logs/publish/contract.ts'
import type { Desk } from '../desk.ts'
import { ZONE } from './station.ts'

/** How many days were heard, and how many are to come. */
const HEARD_DAYS = 2
const COMING_DAYS = 7
/** Days that are published, this one included; the others are drafts. */
const PUBLISHED_DAYS = 3
const SECOND_MS = 1000

interface LogDays {
  stationId: number
  library: FakeLibreTime
}

/** Fills this day and those to come by the clocks; those that were heard are copies of days to come. */
export async function generateLogs(desk: Desk, { stationId }: LogDays): Promise<void> {
  const today = dayAt(Date.now(), ZONE)
  const at = `POST radio/stations/${stationId}/logs`
  const span = { from: today, to: addDays(today, COMING_DAYS - 1) }
  const { state } = await desk.follow(await desk.send(`${at}/generate-range`, span))
  if (state !== 'completed') throw new Error(`the logs are ${state}`)
  for (let ago = 1; ago <= HEARD_DAYS; ago++)
    await desk.send(`${at}/copy`, { from: addDays(today, ago), to: addDays(today, -ago) })
}

const dayOf = (desk: Desk, stationId: number, airDate: string): Promise<LogDayView> =>
  desk.get(`radio/stations/${stationId}/logs/${airDate}`)

/** Of so many items one was not heard, one came late, one was cut. */
const EACH_MISSED = 190
const EACH_LATE = 41
const EACH_CUT = 97

/** What the playout says was heard until now: nearly all that the logs had. */
export async function hearLogs(desk: Desk, { stationId, library }: LogDays): Promise<void> {
  const now = Date.now()
  const today = dayAt(now, ZONE)
  for (let ago = HEARD_DAYS; ago >= 0; ago--) {
    const { entries } = await dayOf(desk, stationId, addDays(today, -ago))
    for (const [n, { trackId, lengthMs, startsAt }] of entries.entries()) {
      const lateMs = (n % EACH_LATE === 7 ? 25 + (n % 13) : (n * 7) % 4) * SECOND_MS
      const from = Date.parse(startsAt) + lateMs
      const heardMs = n % EACH_CUT === 11 ? lengthMs / 2 : lengthMs
      if (trackId === null || lengthMs === 0 || n % EACH_MISSED === 50 || from + heardMs > now) continue
      library.seed.history({ file: trackId, startsAt: from, endsAt: from + heardMs })
    }
  }
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
