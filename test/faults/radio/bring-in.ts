import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SpawnedApp } from '../../spawn-app.ts'
import type { AiringView } from '../../../src/radio/planner/contract.ts'
import { describeJobs, post, untilAtRest } from '../serving.ts'
import type { Planned, Station } from './station.ts'

/** Lives with time between them in which everything must come in; more would need a person. */
const LIVES = 6

/** Begins an import, as the inbox's own watch would. @returns its run */
export async function beginImport(app: SpawnedApp): Promise<number> {
  return (await post<{ runId: number }>(app, 'api/v1/radio/inboxes/1/import', {})).runId
}

/** As staff do. It answers when the row was read back, or says that it goes on by itself. */
export async function plan(app: SpawnedApp, { episodeId, startsAt, endsAt }: Planned): Promise<void> {
  const wish = { episodeId: String(episodeId), startsAt, endsAt }
  await post(app, 'api/v1/radio/stations/1/planner/airings', wish)
}

/**
 * Starts the server until all is in, without a person's help; between its lives time goes by.
 * @returns the last life, still serving @throws Error with what is in the way
 */
export async function bringAllIn(station: Station): Promise<SpawnedApp> {
  for (let life = 1; ; life++) {
    const app = await station.startServer()
    try {
      await untilAtRest(app)
      if ((await left(app, station)).length === 0) return app
      await beginImport(app)
      await planUnheard(app, station)
      await untilAtRest(app)
      const more = await left(app, station)
      if (more.length === 0) return app
      if (life === LIVES)
        throw new Error(`does not come in line by itself: ${more.join(', ')}; ${await describeJobs(app)}`)
    } catch (error) {
      await app.end('SIGKILL')
      throw error
    }
    await app.end('SIGTERM')
    station.letTimePass()
  }
}

/** What is not where it shall be: files in the inbox, airings that were not read back, and work that is not over. */
async function left(app: SpawnedApp, station: Station): Promise<string[]> {
  const files = station.dropped.map(({ path }) => path).filter((path) => existsSync(join(station.dataFolder, path)))
  const states = await statesOf(app)
  const open = station.planned.filter(({ episodeId }) => states.get(episodeId) !== 'verified')
  const jobs = (await app.jobs()).filter(({ kind, finishedAt }) => finishedAt === null && kind.startsWith('radio.'))
  return [
    ...files,
    ...open.map(({ episodeId }) => `the airing of ${episodeId} (${states.get(episodeId)})`),
    ...jobs.map(({ kind, label, state }) => `${kind} ${label} (${state})`),
  ]
}

async function statesOf(app: SpawnedApp): Promise<Map<number, string>> {
  const path = 'api/v1/radio/stations/1/planner/airings?limit=200'
  const { items } = await app.get<{ items: AiringView[] }>(path)
  // Once the row was read back the CMS is still to be told, by the run that works on it.
  const stateOf = ({ state, needsRepair, runId }: AiringView): string => {
    if (runId !== null) return 'in work'
    return needsRepair ? 'to be repaired' : state
  }
  return new Map(items.map((airing) => [Number(airing.episodeId), stateOf(airing)]))
}

/** Somebody whose request was cut off before it was heard asks again. */
async function planUnheard(app: SpawnedApp, { planned }: Station): Promise<void> {
  const states = await statesOf(app)
  for (const one of planned) if (!states.has(one.episodeId)) await plan(app, one)
}
