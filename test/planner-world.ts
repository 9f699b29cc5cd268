import { createAudit } from '../src/access/audit.ts'
import { setUpAttention } from '../src/attention/setup.ts'
import type { OpenConnection } from '../src/connections/ports.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../src/connectors/libretime/fake-server.ts'
import { libretime } from '../src/connectors/libretime/index.ts'
import { type FakePayload, startFakePayload } from '../src/connectors/payload/fake-server.ts'
import { payload } from '../src/connectors/payload/index.ts'
import type { Db } from '../src/db/db.ts'
import { setUpDeliveries } from '../src/deliveries/setup.ts'
import { setUpJobs } from '../src/jobs/setup.ts'
import { type ManualClock, manualClock } from '../src/kernel/clock.ts'
import { createEgress } from '../src/kernel/egress/client.ts'
import { mayBeDone, mayHaveArrived } from '../src/kernel/egress/trouble.ts'
import { openLog } from '../src/kernel/log.ts'
import type { Port } from '../src/kernel/port.ts'
import { createBus } from '../src/live/bus.ts'
import { openEventLog } from '../src/live/event-log.ts'
import { placesOfLogs } from '../src/radio/logs/places-of-logs.ts'
import type { PlannerDeps } from '../src/radio/planner/deps.ts'
import { makeRow } from '../src/radio/planner/effects/make-row.ts'
import { makeRule } from '../src/radio/planner/effects/make-rule.ts'
import { makeShow } from '../src/radio/planner/effects/make-show.ts'
import { makeWindow } from '../src/radio/planner/effects/make-window.ts'
import { reloadPlayout } from '../src/radio/planner/effects/reload-playout.ts'
import { restoreRow } from '../src/radio/planner/effects/restore-row.ts'
import { takeRow } from '../src/radio/planner/effects/take-row.ts'
import { tellAired } from '../src/radio/planner/effects/tell-aired.ts'
import { tellCms } from '../src/radio/planner/effects/tell-cms.ts'
import { tellCmsShow } from '../src/radio/planner/effects/tell-cms-show.ts'
import type { Outside } from '../src/radio/planner/outside.ts'
import { PublishAiring, ReloadPlayout } from '../src/radio/planner/jobs.ts'
import { PlayoutSchedule } from '../src/radio/planner/ports.ts'
import { createPlayoutReads } from '../src/radio/planner/reads.ts'
import { AiredCms, PlayoutProgramme, ProgrammeCms } from '../src/radio/programme/index.ts'
import type { Station } from '../src/radio/stations/index.ts'
import { findStation } from '../src/radio/stations/store.ts'
import { TrackLibrary } from '../src/radio/tracks/index.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** A station with its doubles of LibreTime and Payload, and a catalogue that outlives the processes that work on it. */
export interface PlannerWorld extends AsyncDisposable {
  db: Db
  clock: ManualClock
  libretime: FakeLibreTime
  payload: FakePayload
  station: Station
  /** One process: its planner, on the catalogue or on one that it dies with. */
  open(db?: Db): PlannerDeps
}

export async function openPlannerWorld(db: Db): Promise<PlannerWorld> {
  const clock = manualClock(Date.parse('2026-11-20T12:00:00Z'))
  const [fake, cms] = await Promise.all([startFakeLibreTime({ clock }), startFakePayload({ clock, isSeeded: false })])
  const egress = createEgress()
  const tools = { egress, clock, log: openLog({ level: 'error' }).area('test') }
  const playout = libretime.create({ settings: { address: fake.url }, secrets: { api_key: fake.key }, tools })
  const settings = payload.settings.parse({ address: cms.url, writes_aired: true })
  const programme = payload.create({ settings, secrets: { api_key: cms.keys.staff }, tools })
  const outside = outsideOf(playout, programme)
  return {
    db,
    clock,
    libretime: fake,
    payload: cms,
    station: await addStation(db, clock.now()),
    open: (on = db) => plannerOn(on, { clock, outside }),
    async [Symbol.asyncDispose]() {
      await egress[Symbol.asyncDispose]()
      await Promise.all([fake[Symbol.asyncDispose](), cms[Symbol.asyncDispose]()])
    },
  }
}

function filled<Shape>({ ports }: OpenConnection, port: Port<Shape>): Promise<Shape> {
  return Promise.resolve(ports.find(([name]) => name === port.name)?.[1] as Shape)
}

const outsideOf = (playout: OpenConnection, programme: OpenConnection): Outside => ({
  programme: () => filled(playout, PlayoutProgramme),
  schedule: () => filled(playout, PlayoutSchedule),
  library: () => filled(playout, TrackLibrary),
  cms: () => filled(programme, ProgrammeCms),
  aired: () => filled(programme, AiredCms),
})

function plannerOn(db: Db, { clock, outside }: { clock: ManualClock; outside: Outside }): PlannerDeps {
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const { attention } = setUpAttention({ db, clock, events })
  const audit = createAudit({ clock, events, log: silent, rightsChanged: () => {} })
  const { jobs } = setUpJobs({ db, clock, log: silent, events, bus })
  // Jobs are written and don’t run: a test is the process that runs them.
  jobs.handle(PublishAiring, async () => {})
  jobs.handle(ReloadPlayout, async () => {})
  const { deliveries, registry } = setUpDeliveries({
    db,
    jobs,
    events,
    attention,
    audit,
    clock,
    mayHaveArrived,
    mayBeDone,
    keeping: { keptDays: () => 90, timeZone: 'UTC' },
  })
  for (const add of [makeShow, makeRule, makeRow, reloadPlayout]) registry.add(add(outside))
  registry.add(tellCms(outside))
  registry.add(tellCmsShow(outside))
  registry.add(tellAired(outside))
  registry.add(makeWindow(outside, clock))
  registry.add(takeRow(outside, clock))
  registry.add(restoreRow(outside))
  const reads = createPlayoutReads({ outside, clock })
  const log = openLog({ level: 'fatal' }).area('test')
  return { db, clock, events, jobs, attention, deliveries, outside, reads, placesOfLogs: placesOfLogs({ db }), log }
}

async function addStation(db: Db, now: number): Promise<Station> {
  const stationId = await db.tx(async (tx) => {
    const times = { created_at: now, changed_at: now }
    const connection = (kind: string) =>
      tx
        .insertInto('connections_entries')
        .values({
          kind,
          name: kind,
          name_key: kind,
          settings: '{}',
          origin: 'person',
          is_enabled: 1,
          version: 1,
          health: '{}',
          ...times,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
    const { id } = await tx
      .insertInto('radio_stations')
      .values({
        name: 'Radio Hall',
        name_key: 'radio hall',
        time_zone: 'Europe/Paris',
        library_connection_id: (await connection('libretime')).id,
        cms_connection_id: (await connection('payload')).id,
        version: 1,
        ...times,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })
  return (await findStation(db.read, stationId)) as Station
}
