import { setTimeout as wait } from 'node:timers/promises'
import type { SpawnedApp } from '../../spawn-app.ts'
import { randomFrom } from '../random.ts'
import { type Book, openBook } from '../tally.ts'
import { bringTo, nextPoint, type Outside, type Point as RequestPoint } from '../points.ts'
import { isOver } from '../serving.ts'
import { beginImport, bringAllIn, plan } from './bring-in.ts'
import { judgeSettled } from './judge.ts'
import { noteFailure, noteVerdict, type RadioMission } from './mission.ts'
import { sabotageAfter, sabotageBefore } from './sabotage.ts'
import { openStation, type Station } from './station.ts'

interface Point extends RequestPoint {
  of: 'library' | 'cms'
}

/** Every so many kills one at a random time. */
const RANDOM_EVERY = 5
const RANDOM_MS = 1500

/** Something that makes requests. @returns whether it came to its end */
type Work = (app: SpawnedApp, station: Station) => Promise<() => boolean | Promise<boolean>>

const WORKS: readonly Work[] = [
  async function importNext(app, station) {
    await station.dropNext(app)
    const runId = await beginImport(app)
    return async () => isOver(await app.jobs(`?runId=${runId}`))
  },
  async function planNext(app, station) {
    const next = station.nextToPlan()
    let isDone = next === undefined
    if (next !== undefined)
      void plan(app, next)
        .catch(() => {})
        .finally(() => (isDone = true))
    return () => isDone
  },
]
/** An episode can be planned when it was imported. */
const FIRST: Point = { of: 'library', skip: 0, point: 'request' }

/**
 * Kills the server around every request that an import and a plan make, one after the other, and at random times between.
 * The next life must bring all in line by itself.
 */
export async function killAtRequests(mission: RadioMission): Promise<Book> {
  const book = openBook()
  const random = randomFrom(mission.seed)
  await using station = await openStation(mission.folder)
  const next = WORKS.map(() => FIRST)
  let round = 0
  while (book.findings.length === 0) {
    mission.signal.throwIfAborted()
    const app = await bringAllIn(station).catch((error: Error) => error)
    if (app instanceof Error) {
      noteFailure(book, mission, app)
      break
    }
    try {
      if (book.tally.cycles > 0) sabotageAfter(station, mission.sabotage)
      if (noteVerdict(book, mission, await judgeSettled(app, station)) || book.tally.cycles >= mission.cycles) break
      sabotageBefore(station, mission.sabotage)
      const turn = round++ % WORKS.length
      const [work, point] = [WORKS[turn] as Work, next[turn] as Point]
      const isRandom = round % RANDOM_EVERY === 0
      const isKilled = isRandom
        ? await liveFor({ app, station, work }, random.below(RANDOM_MS))
        : await liveUntil({ app, station, work }, point)
      if (!isRandom) next[turn] = isKilled ? { ...point, ...nextPoint(point) } : { ...FIRST, of: otherOf(point) }
      if (isKilled) book.tally.cycles++
      if (isKilled) book.tally.kills++
    } catch (error) {
      noteFailure(book, mission, error as Error)
    } finally {
      await app.end('SIGKILL')
      if (mission.sabotage !== 'lie-201') station.library.faults.clear()
      station.cms.faults.clear()
    }
    station.letTimePass()
    mission.note(
      `radio: ${book.tally.cycles} of ${mission.cycles}; ${next.map(({ of, skip, point }) => `${of} ${skip} ${point}`).join(', ')}`,
    )
  }
  return book
}

const otherOf = ({ of }: Point): Point['of'] => (of === 'library' ? 'cms' : 'library')

interface Life {
  app: SpawnedApp
  station: Station
  work: Work
}

async function liveFor({ app, station, work }: Life, ms: number): Promise<true> {
  await work(app, station)
  await wait(ms)
  return true
}

/** @returns false when the work came to its end before */
const liveUntil = ({ app, station, work }: Life, point: Point): Promise<boolean> =>
  bringTo(outsideOf(station, point.of), point, () => work(app, station))

function outsideOf({ library, cms }: Station, of: Point['of']): Outside {
  if (of === 'cms')
    return {
      requests: () => cms.requests,
      clear: () => void (cms.requests.length = 0),
      hang: (fault) => cms.faults.set(fault),
    }
  const { requests, faults } = library
  return { requests: requests.all, clear: requests.clear, hang: (fault) => void faults.add(fault) }
}
