import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { JobView } from '../../../src/jobs/contract.ts'
import type { SpawnedApp } from '../../spawn-app.ts'
import { post, type Station } from './station.ts'

/** Lives with time between them in which everything must come in; more would need a person. */
const LIVES = 6
const PATIENCE_MS = 30_000
const LOOK_MS = 100
/** Jobs in these states go on by themselves only when a time has come, or others have ended. */
const AT_REST: readonly JobView['state'][] = ['scheduled', 'waiting']

/** Begins an import, as the inbox's own watch would. @returns its run */
export async function beginImport(app: SpawnedApp): Promise<number> {
  return (await post<{ runId: number }>(app, 'api/v1/radio/inboxes/1/import', {})).runId
}

export const isOver = (jobs: readonly JobView[]): boolean => jobs.every(({ finishedAt }) => finishedAt !== null)

/**
 * Starts the server until all is in, without a person's help; between its lives time goes by.
 * @returns the last life, still serving @throws Error with what is in the way
 */
export async function bringAllIn(station: Station): Promise<SpawnedApp> {
  for (let life = 1; ; life++) {
    const app = await station.startServer()
    try {
      if (left(station).length === 0) return app
      await beginImport(app)
      await untilAtRest(app)
      if (left(station).length === 0) return app
      if (life === LIVES)
        throw new Error(`${left(station).join(', ')} does not come in by itself: ${await describe(app)}`)
    } catch (error) {
      await app.end('SIGKILL')
      throw error
    }
    await app.end('SIGTERM')
    station.letTimePass()
  }
}

const left = ({ dropped, dataFolder }: Station): string[] =>
  dropped.map(({ path }) => path).filter((path) => existsSync(join(dataFolder, path)))

async function untilAtRest(app: SpawnedApp): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    const jobs = await app.jobs()
    if (jobs.every(({ finishedAt, state }) => finishedAt !== null || AT_REST.includes(state))) return
    if (performance.now() > until)
      throw new Error(`still at work after ${PATIENCE_MS / 1000} s: ${await describe(app)}`)
    await wait(LOOK_MS)
  }
}

async function describe(app: SpawnedApp): Promise<string> {
  const jobs = (await app.jobs()).filter(({ state }) => state !== 'completed')
  const told = jobs.map(({ kind, state, label, because, error }) =>
    [kind, label, state, because?.text, error?.text].filter((part) => part !== undefined).join(' '),
  )
  return told.slice(0, 5).join('; ')
}
