import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { JobView } from '../../src/jobs/contract.ts'
import { dataPaths } from '../../src/db/data-paths.ts'
import type { SpawnedApp } from '../spawn-app.ts'

/** Long, because what holds a machine for a minute is no fault of the product. */
const PATIENCE_MS = 180_000
const LOOK_MS = 100
const SOON_MS = 15
/** Jobs in these states go on by themselves only when a time has come, or others have ended. */
const AT_REST: readonly JobView['state'][] = ['scheduled', 'waiting']
/** More than it takes until an absence is sure. */
const PASSED_MS = 20 * 60_000

export async function post<Body>(app: SpawnedApp, path: string, body: object): Promise<Body> {
  const answer = await app.cli('POST', path, body)
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`)
  return answer.json as Body
}

export const isOver = (jobs: readonly JobView[]): boolean => jobs.every(({ finishedAt }) => finishedAt !== null)

/** @throws Error with what is still at work after a while */
export async function untilAtRest(app: SpawnedApp): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    const jobs = await app.jobs()
    if (jobs.every(({ finishedAt, state }) => finishedAt !== null || AT_REST.includes(state))) return
    if (performance.now() > until)
      throw new Error(`still at work after ${PATIENCE_MS / 1000} s: ${await describeJobs(app)}`)
    await wait(LOOK_MS)
  }
}

/** Jobs that did not complete, and why. */
export async function describeJobs(app: SpawnedApp): Promise<string> {
  const jobs = (await app.jobs()).filter(({ state }) => state !== 'completed')
  const told = jobs.map(({ kind, state, label, because, error }) =>
    [kind, label, state, because?.text, error?.text].filter((part) => part !== undefined).join(' '),
  )
  return told.slice(0, 5).join('; ')
}

/** While no server runs: everything that waits for a time, or counts from one, is moved into the past. */
export function letTimePass(dataFolder: string): void {
  const db = new Database(dataPaths(dataFolder).database)
  db.prepare('update deliveries_effects set sent_at = sent_at - ?, changed_at = changed_at - ?').run(
    PASSED_MS,
    PASSED_MS,
  )
  db.prepare('update job_queue set run_at = run_at - ? where run_at is not null').run(PASSED_MS)
  db.close()
}

/** Looks often and cheaply. @returns whether it came to hold in time */
export async function comesTo(holds: () => boolean | Promise<boolean>, patienceMs: number): Promise<boolean> {
  const until = performance.now() + patienceMs
  while (performance.now() < until) {
    if (await holds()) return true
    await wait(SOON_MS)
  }
  return holds()
}
