import { setUpAttention } from '../src/attention/setup.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../src/connectors/libretime/fake-server.ts'
import { libretime } from '../src/connectors/libretime/index.ts'
import type { Db } from '../src/db/db.ts'
import { setUpJobs } from '../src/jobs/setup.ts'
import { type ManualClock, manualClock } from '../src/kernel/clock.ts'
import { createEgress } from '../src/kernel/egress/client.ts'
import { openLog } from '../src/kernel/log.ts'
import { createBus } from '../src/live/bus.ts'
import { openEventLog } from '../src/live/event-log.ts'
import type { AsRunDeps } from '../src/radio/asrun/deps.ts'
import type { PlannedPlay } from '../src/radio/asrun/model.ts'
import { PlayoutHistory } from '../src/radio/asrun/ports.ts'
import type { Span } from '../src/radio/asrun/read-history.ts'
import { type SyncOutcome, syncHistory } from '../src/radio/asrun/sync-history.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
export const noReport = { signal: new AbortController().signal, phase() {}, progress() {} }

/** A station with its double of LibreTime, and what was planned for it. */
export interface AsRunWorld extends AsyncDisposable {
  db: Db
  clock: ManualClock
  libretime: FakeLibreTime
  stationId: number
  planned: PlannedPlay[]
  deps: AsRunDeps
  sync(span?: Span): Promise<SyncOutcome>
}

export async function openAsRunWorld(
  db: Db,
  { now = '2026-11-20T12:00:00Z', timeZone = 'Europe/Paris' } = {},
): Promise<AsRunWorld> {
  const clock = manualClock(Date.parse(now))
  const fake = await startFakeLibreTime({ clock, station: { timezone: timeZone } })
  const history = historyOf(fake, clock)
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const { jobs } = setUpJobs({ db, clock, log: silent, events, bus })
  const planned: PlannedPlay[] = []
  const { attention } = setUpAttention({ db, clock, events })
  const deps: AsRunDeps = {
    attention,
    db,
    clock,
    events,
    jobs,
    planned: [
      {
        listPlanned: async (_stationId, from, to) =>
          planned.filter(({ startsAt }) => startsAt >= from && startsAt < to),
      },
    ],
    openHistory: () => Promise.resolve(history.port),
  }
  const stationId = await addStation(db, { now: clock.now(), timeZone })
  const sync = syncHistory(deps)
  return {
    db,
    clock,
    libretime: fake,
    stationId,
    planned,
    deps,
    sync: (span) => sync(stationId, span, noReport),
    async [Symbol.asyncDispose]() {
      await history[Symbol.asyncDispose]()
      await fake[Symbol.asyncDispose]()
    },
  }
}

/** The history of a double, as the connector reads it. */
export function historyOf(fake: FakeLibreTime, clock: ManualClock): { port: PlayoutHistory } & AsyncDisposable {
  const egress = createEgress()
  const tools = { egress, clock, log: openLog({ level: 'error' }).area('test') }
  const { ports } = libretime.create({ settings: { address: fake.url }, secrets: { api_key: fake.key }, tools })
  const port = ports.find(([name]) => name === PlayoutHistory.name)?.[1] as PlayoutHistory
  return { port, [Symbol.asyncDispose]: () => egress[Symbol.asyncDispose]() }
}

const addStation = (db: Db, { now, timeZone }: { now: number; timeZone: string }): Promise<number> =>
  db.tx(async (tx) => {
    const times = { created_at: now, changed_at: now, version: 1 }
    const named = { name: 'LibreTime', name_key: 'libretime', kind: 'libretime', settings: '{}', health: '{}' }
    const { id } = await tx
      .insertInto('connections_entries')
      .values({ ...named, origin: 'person', is_enabled: 1, ...times })
      .returning('id')
      .executeTakeFirstOrThrow()
    const station = { name: 'Radio Hall', name_key: 'radio hall', time_zone: timeZone, library_connection_id: id }
    const row = await tx
      .insertInto('radio_stations')
      .values({ ...station, ...times })
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  })
