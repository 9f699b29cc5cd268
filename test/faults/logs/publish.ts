import type { PlanView } from '../../../src/plans/contract.ts'
import type { LogEditInput } from '../../../src/radio/logs/edit/contract.ts'
import type { LogDayView } from '../../../src/radio/logs/read/contract.ts'
import type { PublicationView, PublishPreview, PublishStarted } from '../../../src/radio/logs/publish/contract.ts'
import type { SpawnedApp } from '../../spawn-app.ts'
import { comesTo, describeJobs, post, untilAtRest } from '../serving.ts'
import type { LogStation } from './station.ts'
import { editsTo, REPLACED_HOUR, type Wished } from './wishes.ts'

/** Lives with time between them in which a publication must come to its end; more would need a person. */
const LIVES = 6
const PATIENCE_MS = 180_000

/** What a person asks for: a whole day, or one hour of it. */
export interface Asked {
  hour?: string
}

const ofLog = ({ day }: LogStation): string => `api/v1/radio/logs/${day.logId}`

export const dayOf = (app: SpawnedApp, { day }: LogStation): Promise<LogDayView> =>
  app.get<LogDayView>(`api/v1/radio/stations/1/logs/${day.airDate}`)

/** Makes the log want these. */
export async function editLog(app: SpawnedApp, station: LogStation, wished: readonly Wished[]): Promise<void> {
  const view = await dayOf(app, station)
  const edits: LogEditInput[] = editsTo(view.entries, wished)
  const headers = { authorization: await app.bearer(), 'if-match': view.etag }
  const answer = await app.call('POST', `${ofLog(station)}/edits`, { body: { edits }, headers })
  if (answer.status >= 300) throw new Error(`the log can't be edited: ${answer.status} ${answer.text}`)
  station.day = { ...station.day, wanted: station.textsOf(wished) }
}

export async function replacedHour(app: SpawnedApp, station: LogStation): Promise<Asked> {
  const { hoursOfDay } = await dayOf(app, station)
  return { hour: String(hoursOfDay.find(({ name }) => name === REPLACED_HOUR)?.startsAt) }
}

export const preview = (app: SpawnedApp, station: LogStation, asked: Asked = {}): Promise<PublishPreview> =>
  post<PublishPreview>(app, `${ofLog(station)}/preview`, asked)

/** The silence of the day is meant. Reads the playout once. */
export async function acceptGaps(app: SpawnedApp, station: LogStation, asked: Asked) {
  const { stoppers } = await preview(app, station, asked)
  return { ...asked, acceptedGaps: stoppers.filter(({ canAccept }) => canAccept).map(({ at }) => at) }
}

export const publish = (app: SpawnedApp, station: LogStation, body: object): Promise<PublishStarted> =>
  post<PublishStarted>(app, `${ofLog(station)}/publish`, body)

/** The newest publication of the log that was begun. */
export async function newestOf(app: SpawnedApp, station: LogStation): Promise<PublicationView | undefined> {
  const { items } = await app.get<{ items: PublicationView[] }>(`${ofLog(station)}/publications`)
  return items.find(({ state }) => state !== 'planned')
}

const isUnderWay = (one: PublicationView | undefined): boolean =>
  one?.state === 'publishing' || one?.state === 'restoring' || one?.state === 'undoing'

export const isSettled = async (app: SpawnedApp, station: LogStation): Promise<boolean> =>
  !isUnderWay(await newestOf(app, station))

/** Publishes what the log wants, and waits. */
export async function publishNow(app: SpawnedApp, station: LogStation, asked: Asked): Promise<PublishStarted> {
  const started = await publish(app, station, await acceptGaps(app, station, asked))
  if (!(await comesTo(() => isSettled(app, station), PATIENCE_MS)))
    throw new Error(`a publication does not end: ${await describeJobs(app)}`)
  return started
}

/**
 * Starts the server until nothing of a publication is under way, without a person's help but for the one that the
 * documents name: what stands in part is undone when somebody asks. Between its lives time goes by.
 * @returns the last life, still serving @throws Error with what is in the way
 */
export async function bringToRest(station: LogStation): Promise<SpawnedApp> {
  for (let life = 1; ; life++) {
    const app = await station.startServer()
    try {
      await untilAtRest(app)
      const newest = await newestOf(app, station)
      if (newest?.state === 'mixed') await app.cli('POST', `api/v1/plans/${newest.planId}/undo`)
      else if (!isUnderWay(newest) && !(await arePlansUnderWay(app))) return app
      if (life === LIVES) throw new Error(`a publication stays ${String(newest?.state)}: ${await describeJobs(app)}`)
    } catch (error) {
      await app.end('SIGKILL')
      throw error
    }
    await app.end('SIGTERM')
    station.letTimePass()
  }
}

async function arePlansUnderWay(app: SpawnedApp): Promise<boolean> {
  const { items } = await app.get<{ items: PlanView[] }>('api/v1/plans?limit=20')
  return items.some(({ state }) => state === 'applying' || state === 'undoing')
}
