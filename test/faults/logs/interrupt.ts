import type { SpawnedApp } from '../../spawn-app.ts'
import { judge, judgeRepeated, type Stands } from './judge.ts'
import { againOf, type LogBook, type LogsMission, noteFailure, noteVerdict, openLogBook } from './mission.ts'
import { acceptGaps, bringToRest, isSettled, publish } from './publish.ts'
import { environmentOf, sabotageAfter, sabotageBefore } from './sabotage.ts'
import { type LogStation, openLogStation } from './station.ts'
import { type Work, WORKS } from './works.ts'

/** A publication that has been asked for. */
export interface Begun {
  /** It was answered with success. */
  isAccepted(): boolean
  isOver(): Promise<boolean>
}

/** One way in which a publication is interrupted. */
export interface Interruption {
  /** As `--only` takes it. */
  only: string
  work: Work
  /** Publishes, and interrupts it. */
  run(app: SpawnedApp, begin: () => Promise<Begun>): Promise<Interrupted>
}

export interface Interrupted {
  /** Undefined when it came to its end before, and no server was ended. */
  may: readonly Stands[] | undefined
  isServing: boolean
}

export interface Round {
  station: LogStation
  book: LogBook
  mission: LogsMission
}

/** A station with its first log published, and interruptions of what follows, one after the other. */
export async function interruptAll(
  mission: LogsMission,
  mode: string,
  next: (round: Round) => Interruption | undefined,
): Promise<LogBook> {
  const book = openLogBook()
  await using station = await openLogStation(mission.folder, environmentOf(mission.sabotage))
  const round = { station, book, mission }
  let app = await bringToRest(station)
  try {
    const asked = await WORKS.day.prepare(app, station)
    noteVerdict(book, await judgeRepeated(app, station, asked), againOf(mission, mode, 'day:0:request'))
    while (book.tally.cycles < mission.cycles && book.findings.length === 0) {
      mission.signal.throwIfAborted()
      const interruption = next(round)
      if (interruption === undefined) break
      const again = againOf(mission, mode, interruption.only)
      try {
        app = await interruptOne(round, app, { ...interruption, again })
      } catch (error) {
        noteFailure(book, error as Error, again)
      }
    }
  } finally {
    await app.end('SIGKILL')
  }
  return book
}

async function interruptOne(
  { station, book, mission }: Round,
  app: SpawnedApp,
  { work, run, again }: Interruption & { again: string },
): Promise<SpawnedApp> {
  const { faults } = station.library
  const asked = await work.prepare(app, station)
  const body = await acceptGaps(app, station, asked)
  sabotageBefore(station, mission.sabotage)
  station.library.requests.clear()
  const { may, isServing } = await run(app, () => beginWork(app, station, { body, work }))
  faults.clear()
  const rested = isServing ? app : await bringToRest(station)
  if (may === undefined) return rested
  book.tally.cycles++
  sabotageAfter(station, mission.sabotage)
  noteVerdict(book, await judge(rested, station, may), again)
  if (book.findings.length === 0) noteVerdict(book, await judgeRepeated(rested, station, asked), again)
  return rested
}

/** Does not wait for the answer. */
async function beginWork(app: SpawnedApp, station: LogStation, { body, work }: Beginning): Promise<Begun> {
  work.begin?.(station)
  let answer: 'none' | 'accepted' | 'failed' = 'none'
  void publish(app, station, body).then(
    () => (answer = 'accepted'),
    () => (answer = 'failed'),
  )
  return {
    isAccepted: () => answer === 'accepted',
    isOver: async () => answer === 'failed' || (answer === 'accepted' && (await isSettled(app, station))),
  }
}

interface Beginning {
  body: object
  work: Work
}
