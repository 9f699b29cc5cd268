import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { type Life, live, openWorld, type World } from './lives.ts'
import { commandFor, type Mission } from './mission.ts'
import { findLost, scan } from './oracle.ts'
import { type Random, randomFrom } from './random.ts'
import { type Book, noteFailure, noteLost, noteSettled, openBook } from './tally.ts'

/** About how many files. */
const SIZE = 36

/**
 * Kills at a random moment, looks, starts again, until the flow has come to its end; then a new world. A world is over
 * when it finished, so the last ones run on undisturbed.
 */
export async function killAtRandom(mission: Mission): Promise<Book> {
  const book = openBook()
  const random = randomFrom(mission.seed)
  const pace = await paceOf(mission)
  for (let number = 0; book.tally.cycles < mission.cycles && book.findings.length === 0; number++) {
    const seed = mission.seed + number
    await using world = await openWorld(mission.flow, {
      folder: mission.folder,
      seed,
      size: 36,
      sabotage: mission.sabotage,
    })
    const again = commandFor(mission, { mode: 'random', seed, cycles: 25 })
    while (await liveOnce({ mission, world, book, again, pace, strike: strikeOf(mission, pace, random) }));
    if (book.findings.length === 0) noteSettled(book, world, again)
    mission.note(`random: ${book.tally.cycles} of ${mission.cycles}`)
  }
  return book
}

interface Pace {
  typicalMs: number
  /** Of what the flow is about. */
  coreMs: number
}

/** How long an undisturbed life takes here and now. */
async function paceOf(mission: Mission): Promise<Pace> {
  const { seed, sabotage } = mission
  const folder = join(mission.folder, 'calm')
  await using world = await openWorld(mission.flow, { folder, seed, size: SIZE, sabotage })
  return notePace({ typicalMs: 0, coreMs: 0 }, await live(world))
}

function notePace(pace: Pace, { tookMs, coreMs }: Life): Pace {
  return Object.assign(pace, { typicalMs: Math.max(100, tookMs), coreMs: Math.max(pace.coreMs, coreMs) })
}

/** When to kill, from the beginning or from when the core is reached. */
interface Strike {
  from: 'begin' | 'core'
  afterMs: number
}

/** Three of four in the core, where there is one. */
function strikeOf({ flow }: Mission, { typicalMs, coreMs }: Pace, random: Random): Strike {
  const isInCore = flow.hasCore === true && random.below(4) > 0
  return isInCore
    ? { from: 'core', afterMs: random.below(coreMs) }
    : { from: 'begin', afterMs: random.below(typicalMs) }
}

interface Once {
  mission: Mission
  world: World
  book: Book
  again: string
  pace: Pace
  strike: Strike
}

/** @returns whether the world goes on */
async function liveOnce({ mission, world, book, again, pace, strike }: Once): Promise<boolean> {
  mission.signal.throwIfAborted()
  const isUndisturbed = book.tally.cycles >= mission.cycles
  let timer: NodeJS.Timeout | undefined
  const armAt = (from: Strike['from']) => (child: ChildProcess) => {
    if (!isUndisturbed && from === strike.from) timer = setTimeout(() => child.kill('SIGKILL'), strike.afterMs)
  }
  const life = await live(world, { onBegin: armAt('begin'), onCore: armAt('core') })
  clearTimeout(timer)
  noteFailure(book, life, again)
  noteLost(book, findLost(world.plan.manifest, scan(world.folder)), again)
  if (life.end === 'finished') notePace(pace, life)
  book.tally.acknowledged += life.acknowledged.length
  for (const what of life.met) book.met.set(what, (book.met.get(what) ?? 0) + 1)
  if (life.end !== 'killed' || book.findings.length > 0) return false
  book.tally.kills++
  book.tally.cycles++
  return true
}
