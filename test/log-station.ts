import assert from 'node:assert/strict'
import type { Db } from '../src/db/db.ts'
import { listPublications } from '../src/radio/logs/publish/store.ts'
import { listOwnRows } from '../src/radio/logs/publish/rows-store.ts'
import { reload } from '../src/radio/planner/airings/ask-for-reload.ts'
import { ReloadPlayout } from '../src/radio/planner/jobs.ts'
import { by, openPublishWorld, type PublishWorld } from './publish-world.ts'

const HOUR_MS = 3_600_000
export const LENGTH_S = 180

export interface Station extends PublishWorld {
  tracks: number[]
  at(clock: string): number
  /** What stands at the playout on that day, by time: `08:00:00 5`. */
  heard(): string[]
  /** Every row, whoever made it, but for those of our log. */
  others(): string
  /** Six tracks from eight o'clock on, another three minutes each. */
  sixFrom(first: number): { track: number; at: number; seconds: number }[]
}

const AIR_DATE = '2026-12-01'
const iso = (us: number): string => new Date(us / 1000).toISOString()

/** A playout with a show of others in the evening, and rows of other days. */
export async function openStation(db: Db): Promise<Station> {
  const world = await openPublishWorld(db, AIR_DATE)
  const { seed, rows } = world.planner.libretime
  const tracks = Array.from({ length: 14 }, (_, n) => seed.file({ title: `Song ${n}`, lengthMs: LENGTH_S * 1000 }))
  const at = (clock: string): number => Date.parse(`${AIR_DATE}T${clock}:00+01:00`)
  const show = seed.show('Evening')
  const evening = seed.instance({ show, startsAt: at('20:00'), endsAt: at('21:00') })
  const foreign = [
    seed.row({ instance: evening, file: tracks[12] ?? 0, startsAt: at('20:00'), lengthMs: LENGTH_S * 1000 }),
    seed.row({ instance: evening, file: tracks[13] ?? 0, startsAt: at('20:03'), lengthMs: LENGTH_S * 1000 }),
  ]
  const nextDay = seed.instance({ show, startsAt: at('20:00') + 24 * HOUR_MS, endsAt: at('21:00') + 24 * HOUR_MS })
  foreign.push(
    seed.row({ instance: nextDay, file: tracks[12] ?? 0, startsAt: at('20:00') + 24 * HOUR_MS, lengthMs: 1000 }),
  )
  const own = () => rows.schedule.all().filter(({ id }) => !foreign.includes(id))
  return {
    ...world,
    tracks,
    at,
    heard: () =>
      own()
        .map((row) => `${iso(Number(row['starts_at'])).slice(11, 19)} ${String(row['file'])}`)
        .toSorted(),
    others: () => JSON.stringify(rows.schedule.all().filter(({ id }) => foreign.includes(id))),
    sixFrom: (first) =>
      Array.from({ length: 6 }, (_, n) => ({
        track: tracks[first + n] ?? 0,
        at: at('08:00') + n * LENGTH_S * 1000,
        seconds: LENGTH_S,
      })),
  }
}

export async function publish(
  station: Station,
  options?: { hourStartsAt?: number; takeOver?: readonly number[] },
): Promise<string> {
  const { planId, stoppers } = await station.preview(options)
  assert.deepEqual(stoppers, [])
  assert.ok(planId !== null)
  return station.carryOut(planId)
}

export const writesOf = ({ planner }: Station): number => planner.libretime.requests.count({ writes: true })

export async function stateOf({ planner, log }: Station): Promise<string | undefined> {
  return (await listPublications(planner.db.read, log.logId, { limit: 1 }))[0]?.state
}

/** Does what was asked for: has the playout told. @returns what came of each */
export async function runReloads({ planner }: Station): Promise<unknown[]> {
  const { db } = planner
  const jobs = await db.read.selectFrom('job_queue').select('payload').where('kind', '=', ReloadPlayout.kind).execute()
  const payloads = jobs.map(({ payload }) => ReloadPlayout.payload.parse(JSON.parse(payload)))
  return Promise.all(payloads.map((payload) => reload(planner.open(), payload, by)))
}

/** What the ledger says stands there is what stands there. */
export async function assertLedger(station: Station): Promise<void> {
  const { planner, log } = station
  const own = await listOwnRows(planner.db.read, planner.station.libraryConnectionId ?? 0, {
    from: log.startsAt,
    to: log.endsAt,
  })
  const told = own.map((row) => `${new Date(row.startsAt).toISOString().slice(11, 19)} ${row.trackId}`)
  assert.deepEqual(told.toSorted(), station.heard())
}

export const wished = (rows: readonly { track: number; at: number }[]): string[] =>
  rows.map(({ track, at }) => `${new Date(at).toISOString().slice(11, 19)} ${track}`).toSorted()
