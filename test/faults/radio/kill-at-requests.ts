import { setTimeout as wait } from 'node:timers/promises'
import type { SpawnedApp } from '../../spawn-app.ts'
import { randomFrom } from '../random.ts'
import { type Book, openBook } from '../tally.ts'
import { beginImport, bringAllIn, isOver, plan } from './bring-in.ts'
import { judgeSettled } from './judge.ts'
import { noteFailure, noteVerdict, type RadioMission } from './mission.ts'
import { sabotageAfter, sabotageBefore } from './sabotage.ts'
import { comesTo, openStation, type Station } from './station.ts'

/** A request around which a life ends: when it was read, or when it was carried out and not answered. */
interface Point {
  of: 'library' | 'cms'
  skip: number
  point: 'request' | 'answer'
}

const PATIENCE_MS = 20_000
/** A request that has had no answer for this long hangs. */
const HANGS_MS = 60
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
      if (!isRandom) next[turn] = isKilled ? after(point) : { ...FIRST, of: otherOf(point) }
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
const after = ({ of, skip, point }: Point): Point =>
  point === 'request' ? { of, skip, point: 'answer' } : { of, skip: skip + 1, point: 'request' }

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
async function liveUntil({ app, station, work }: Life, { of, skip, point }: Point): Promise<boolean> {
  const { library, cms } = station
  library.requests.clear()
  cms.requests.length = 0
  const hang = { kind: 'hang', skip, times: 1, point } as const
  if (of === 'library') library.faults.add(hang)
  else cms.faults.set(hang)
  const isOverNow = await work(app, station)
  const since = new Map<object, number>()
  const hangs = (): boolean =>
    (of === 'library' ? library.requests.all() : cms.requests)
      .filter(({ status }) => status === undefined)
      .some((request) => {
        const seenAt = since.get(request) ?? performance.now()
        since.set(request, seenAt)
        return performance.now() - seenAt > HANGS_MS
      })
  if (!(await comesTo(async () => hangs() || (await isOverNow()), PATIENCE_MS)))
    throw new Error(`neither killed at ${of} ${skip} ${point} nor over`)
  return hangs()
}
