import { setTimeout as wait } from 'node:timers/promises'
import { bringTo, nextPoint, type Outside, type Point } from '../points.ts'
import { type Random, randomFrom } from '../random.ts'
import { type Begun, interruptAll, type Interruption, type Round } from './interrupt.ts'
import type { Stands } from './judge.ts'
import type { LogBook, LogsMission } from './mission.ts'
import type { LogStation } from './station.ts'
import { WORK_NAMES, type WorkName, WORKS } from './works.ts'

/** Every so many kills one at a random time. */
const RANDOM_EVERY = 5
const RANDOM_MS = 1500
/** A server that starts is killed again within this. */
const YOUNG_MS = 800

/** `--only WORK:writes` */
const WRITES = 'writes'
const FIRST: Point = { skip: 0, point: 'request' }
const EITHER: readonly Stands[] = ['old', 'new']

/**
 * Kills the server around every request that publications make, one after the other, and at random times between. After
 * those the next life is killed, too, while it recovers.
 */
export function killPublications(mission: LogsMission): Promise<LogBook> {
  const random = randomFrom(mission.seed)
  const points = new Map<WorkName, Point>(WORK_NAMES.map((name) => [name, FIRST]))
  const swept = new Map<WorkName, number>(WORK_NAMES.map((name) => [name, 0]))
  const [only, at] = mission.only?.split(':') ?? []
  const alone = WORK_NAMES.filter((name) => name === only && (at === undefined || at === WRITES))
  const names = alone.length > 0 ? alone : WORK_NAMES
  let turn = 0
  return interruptAll(mission, 'kill', (round) => {
    if (mission.only !== undefined && names !== alone) return turn++ === 0 ? onlyOne(round, mission.only) : undefined
    if (mission.only !== undefined && round.book.tally.sweeps > 0) return undefined
    const name = names[turn++ % names.length] ?? 'day'
    const { cycles } = round.book.tally
    const told = [...points].map(([work, { skip, point }]) => `${work} ${skip} ${point}`).join(', ')
    mission.note(`logs: ${cycles} of ${mission.cycles}; ${told}`)
    if (turn % RANDOM_EVERY === 0) return atRandom(round, name, { ms: random.below(RANDOM_MS), random })
    const point = points.get(name) ?? FIRST
    return around(round, { name, point, isOfWrites: at === WRITES }, (isKilled) => {
      points.set(name, isKilled ? nextPoint(point) : FIRST)
      if (!isKilled) swept.set(name, (swept.get(name) ?? 0) + 1)
      round.book.tally.sweeps = Math.min(...names.map((each) => swept.get(each) ?? 0))
    })
  })
}

/** @param only `day:12:answer`, or `day:700ms` */
function onlyOne(round: Round, only: string): Interruption {
  const [word, at = '', point] = only.split(':')
  const name = WORK_NAMES.find((known) => known === word)
  const number = Number(at.replace(/ms$/, ''))
  const isPoint = point === 'request' || point === 'answer' || point === 'answered'
  if (name === undefined || !Number.isInteger(number) || (!isPoint && !at.endsWith('ms')))
    throw new Error(
      `--only is WORK, WORK:N:request, :answer or :answered, or WORK:Nms; WORK is one of ${WORK_NAMES.join(', ')}`,
    )
  if (isPoint) return around(round, { name, point: { skip: number, point }, isOfWrites: false }, () => {})
  return atRandom(round, name, { ms: number, random: randomFrom(round.mission.seed) })
}

/** What was accepted is carried out, whatever happens; of what was not, either stands. */
const mayStand = (name: WorkName, begun: Begun | undefined): readonly Stands[] =>
  begun?.isAccepted() === true ? WORKS[name].ends : EITHER

interface Around {
  name: WorkName
  point: Point
  /** Counts the requests that write, and no others. */
  isOfWrites: boolean
}

function around(
  { station, book }: Round,
  { name, point, isOfWrites }: Around,
  onEnd: (isKilled: boolean) => void,
): Interruption {
  return {
    only: isOfWrites ? `${name}:${WRITES}` : `${name}:${point.skip}:${point.point}`,
    work: WORKS[name],
    async run(app, begin) {
      let begun: Begun | undefined
      const isKilled = await bringTo(outsideOf(station, isOfWrites), point, async () => (begun = await begin()).isOver)
      onEnd(isKilled)
      if (!isKilled) return { may: undefined, isServing: true }
      await app.end('SIGKILL')
      book.tally.kills++
      return { may: mayStand(name, begun), isServing: false }
    },
  }
}

function atRandom(
  { station, book }: Round,
  name: WorkName,
  { ms, random }: { ms: number; random: Random },
): Interruption {
  return {
    only: `${name}:${ms}ms`,
    work: WORKS[name],
    async run(app, begin) {
      const begun = await begin()
      await wait(ms)
      const may = mayStand(name, begun)
      await app.end('SIGKILL')
      book.tally.kills++
      station.library.faults.clear()
      const young = await station.startServer()
      await wait(random.below(YOUNG_MS))
      await young.end('SIGKILL')
      book.tally.kills++
      return { may, isServing: false }
    },
  }
}

function outsideOf({ library: { requests, faults } }: LogStation, isOfWrites: boolean): Outside {
  return {
    requests: () => requests.all().filter(({ writes }) => writes || !isOfWrites),
    clear: requests.clear,
    hang: (fault) => void faults.add(isOfWrites ? { ...fault, writes: true } : fault),
  }
}
