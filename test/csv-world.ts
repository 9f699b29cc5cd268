import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { createAudit } from '../src/access/audit.ts'
import { setUpJobs } from '../src/jobs/setup.ts'
import { manualClock } from '../src/kernel/clock.ts'
import { openLog } from '../src/kernel/log.ts'
import { createBus } from '../src/live/bus.ts'
import { openEventLog } from '../src/live/event-log.ts'
import { setUpPlans } from '../src/plans/setup.ts'
import type { ImportDraft } from '../src/radio/csv/contract.ts'
import { draftImport, type ImportWish } from '../src/radio/programme/own/csv/draft-import.ts'
import { exportEpisodes, exportShows } from '../src/radio/programme/own/csv/export-csv.ts'
import { setUpProgrammeCsv } from '../src/radio/programme/own/csv/set-up-programme-csv.ts'
import { getStation } from '../src/radio/stations/index.ts'
import type { OpenDatabase } from './databases.ts'

export const CSV_NOW = Date.parse('2026-11-18T10:42:00Z')
const by = { actor: 'person:1' }
const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** A station that keeps its programme itself, with plans and jobs, and without a server. */
export async function openCsvWorld(open: OpenDatabase) {
  const db = await open()
  const clock = manualClock(CSV_NOW)
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const log = openLog({ level: 'fatal' }).area('test')
  const audit = createAudit({ clock, events, log, rightsChanged: () => {} })
  const engine = setUpJobs({ db, clock, log: quiet, events, bus })
  const { plans, registry } = setUpPlans({ db, jobs: engine.jobs, events, clock, timeZone: 'UTC' })
  const deps = { db, clock, events, audit, plans }
  setUpProgrammeCsv({ ...deps, planRegistry: registry })
  const stationId = await db.tx(async (tx) => {
    const { id } = await tx
      .insertInto('radio_stations')
      .values({
        name: 'Radio Hall',
        name_key: 'radio hall',
        time_zone: 'Europe/Paris',
        library_connection_id: null,
        cms_connection_id: null,
        keeps_programme: 1,
        version: 1,
        created_at: CSV_NOW,
        changed_at: CSV_NOW,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })
  const exported = async (what: ImportWish['what']): Promise<string> => {
    const station = await getStation(db.read, stationId)
    const { data } = (what === 'shows' ? exportShows : exportEpisodes)(db.read, station, CSV_NOW)
    return text(data as Readable)
  }
  const draftOnly = (what: ImportWish['what'], file: string | Uint8Array): Promise<ImportDraft> =>
    draftImport(deps, stationId, { what, bytes: Buffer.from(file as string), by })
  let started: Promise<void> | undefined
  const operationsOf = (planId: number | null) => (planId === null ? [] : plans.operationsOf(db.read, planId))
  return {
    db,
    deps,
    bus,
    plans,
    registry,
    jobs: engine.jobs,
    stationId,
    exported,
    draftOnly,
    async draft(what: ImportWish['what'], file: string | Uint8Array) {
      const draft = await draftOnly(what, file)
      return { ...draft, operations: await operationsOf(draft.planId) }
    },
    operationsOf,
    async run(planId: number | null, direction: 'apply' | 'undo'): Promise<string | undefined> {
      if (planId === null) return undefined
      await (started ??= engine.jobs.start())
      await db.tx((tx) => plans[direction](tx, planId, by))
      await engine.jobs.idle()
      return (await plans.find(db.read, planId))?.state
    },
    async [Symbol.asyncDispose]() {
      await engine.jobs.stop()
      await engine[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
    },
  }
}

export type CsvWorld = Awaited<ReturnType<typeof openCsvWorld>>
