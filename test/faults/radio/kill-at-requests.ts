import { setTimeout as wait } from 'node:timers/promises'
import type { SpawnedApp } from '../../spawn-app.ts'
import { randomFrom } from '../random.ts'
import { type Book, openBook } from '../tally.ts'
import { beginImport, bringAllIn, isOver } from './bring-in.ts'
import { judgeSettled } from './judge.ts'
import { noteFailure, noteVerdict, type RadioMission } from './mission.ts'
import { sabotageAfter, sabotageBefore } from './sabotage.ts'
import { comesTo, openStation, type Station } from './station.ts'

/** A request of an import around which a life ends: when it was read, or when it was carried out and not answered. */
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

/**
 * Kills the server around every request that an import makes, one after the other, and at random times between. The next
 * life must bring all in by itself.
 */
export async function killAtRequests(mission: RadioMission): Promise<Book> {
  const book = openBook()
  const random = randomFrom(mission.seed)
  await using station = await openStation(mission.folder)
  let next: Point = { of: 'library', skip: 0, point: 'request' }
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
      const isRandom = book.tally.cycles % RANDOM_EVERY === RANDOM_EVERY - 1
      const isKilled = isRandom
        ? await liveFor(app, station, random.below(RANDOM_MS))
        : await liveUntil(app, station, next)
      if (!isRandom) next = isKilled ? after(next) : { of: otherOf(next), skip: 0, point: 'request' }
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
    mission.note(`radio: ${book.tally.cycles} of ${mission.cycles}, next ${next.of} ${next.skip} ${next.point}`)
  }
  return book
}

const otherOf = ({ of }: Point): Point['of'] => (of === 'library' ? 'cms' : 'library')
const after = ({ of, skip, point }: Point): Point =>
  point === 'request' ? { of, skip, point: 'answer' } : { of, skip: skip + 1, point: 'request' }

async function liveFor(app: SpawnedApp, station: Station, ms: number): Promise<true> {
  await station.dropNext(app)
  await beginImport(app)
  await wait(ms)
  return true
}

/** @returns false when the import came to its end before */
async function liveUntil(app: SpawnedApp, station: Station, { of, skip, point }: Point): Promise<boolean> {
  await station.dropNext(app)
  const { library, cms } = station
  library.requests.clear()
  cms.requests.length = 0
  const hang = { kind: 'hang', skip, times: 1, point } as const
  if (of === 'library') library.faults.add(hang)
  else cms.faults.set(hang)
  const runId = await beginImport(app)
  const since = new Map<object, number>()
  const hangs = (): boolean =>
    (of === 'library' ? library.requests.all() : cms.requests)
      .filter(({ status }) => status === undefined)
      .some((request) => {
        const seenAt = since.get(request) ?? performance.now()
        since.set(request, seenAt)
        return performance.now() - seenAt > HANGS_MS
      })
  const ends = async (): Promise<boolean> => hangs() || isOver(await app.jobs(`?runId=${runId}`))
  if (!(await comesTo(ends, PATIENCE_MS))) throw new Error(`neither killed at ${of} ${skip} ${point} nor over`)
  return hangs()
}
