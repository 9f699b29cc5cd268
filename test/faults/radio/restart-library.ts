import { setTimeout as wait } from 'node:timers/promises'
import { randomFrom } from '../random.ts'
import { type Book, openBook } from '../tally.ts'
import { beginImport, bringAllIn } from './bring-in.ts'
import { judgeNow, judgeSettled } from './judge.ts'
import { noteFailure, noteVerdict, type RadioMission } from './mission.ts'
import { sabotageAfter, sabotageBefore } from './sabotage.ts'
import { openStation } from './station.ts'

/** Restarts of the library between two looks at the whole. */
const TOGETHER = 10
const RUNS_MS = 900
const STAGE_MS = 250

/** The library is restarted at random times while imports go on; at last everything is in, once. */
export async function restartLibrary(mission: RadioMission): Promise<Book> {
  const book = openBook()
  const random = randomFrom(mission.seed)
  await using station = await openStation(mission.folder)
  while (book.tally.cycles < mission.cycles && book.findings.length === 0) {
    mission.signal.throwIfAborted()
    const app = await station.startServer()
    try {
      for (let at = 0; at < TOGETHER && book.tally.cycles < mission.cycles; at++) {
        sabotageBefore(station, mission.sabotage)
        await station.dropNext(app)
        await beginImport(app)
        await wait(random.below(RUNS_MS))
        const stage = (): number => random.below(STAGE_MS)
        await station.library.restart({ badGatewayMs: stage(), refusedMs: stage(), analyzerDownMs: stage() }).up
        book.tally.cycles++
        if (noteVerdict(book, mission, await judgeNow(app, station))) break
      }
      await app.end('SIGTERM')
      station.letTimePass()
    } finally {
      await app.end('SIGKILL')
    }
    const later = await bringAllIn(station).catch((error: Error) => error)
    if (later instanceof Error) noteFailure(book, mission, later)
    else {
      sabotageAfter(station, mission.sabotage)
      noteVerdict(book, mission, await judgeSettled(later, station))
      await later.end('SIGTERM')
    }
    mission.note(`radio, restarts: ${book.tally.cycles} of ${mission.cycles}`)
  }
  return book
}
