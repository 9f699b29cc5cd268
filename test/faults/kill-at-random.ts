import { join } from 'node:path'
import { live, makeWorld, type World } from './lives.ts'
import { commandFor, type Mission } from './mission.ts'
import { findLost, scan } from './oracle.ts'
import { randomFrom } from './random.ts'
import { type Book, noteFailure, noteLost, noteSettled, openBook } from './tally.ts'

/**
 * Kills at a random moment, looks, starts again, until the flow has come to its end; then a new world. A world is over
 * when it finished, so the last ones run on undisturbed.
 */
export async function killAtRandom(mission: Mission): Promise<Book> {
  const book = openBook()
  const random = randomFrom(mission.seed)
  const pace = { typicalMs: await timeOf(mission) }
  for (let number = 0; book.tally.cycles < mission.cycles && book.findings.length === 0; number++) {
    const seed = mission.seed + number
    const world = makeWorld(mission.flow, { folder: mission.folder, seed, size: 36, sabotage: mission.sabotage })
    const again = commandFor(mission, { mode: 'random', seed, cycles: 25 })
    while (await liveOnce({ mission, world, book, again, pace, killAfterMs: random.below(pace.typicalMs) }));
    if (book.findings.length === 0) noteSettled(book, world, again)
    mission.note(`random: ${book.tally.cycles} of ${mission.cycles}`)
  }
  return book
}

/** How long an undisturbed life takes here and now. */
export async function timeOf(mission: Mission, size = 36): Promise<number> {
  const { seed, sabotage } = mission
  const life = await live(makeWorld(mission.flow, { folder: join(mission.folder, 'calm'), seed, size, sabotage }))
  return Math.max(100, life.tookMs)
}

interface Once {
  mission: Mission
  world: World
  book: Book
  again: string
  pace: { typicalMs: number }
  killAfterMs: number
}

/** @returns whether the world goes on */
async function liveOnce({ mission, world, book, again, pace, killAfterMs }: Once): Promise<boolean> {
  mission.signal.throwIfAborted()
  const isUndisturbed = book.tally.cycles >= mission.cycles
  let timer: NodeJS.Timeout | undefined
  const life = await live(world, {
    onBegin: (child) => {
      if (!isUndisturbed) timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    },
  })
  clearTimeout(timer)
  noteFailure(book, life, again)
  noteLost(book, findLost(world.plan.manifest, scan(world.folder)), again)
  if (life.end === 'finished') pace.typicalMs = Math.max(100, life.tookMs)
  book.tally.acknowledged += life.acknowledged.length
  if (life.end !== 'killed' || book.findings.length > 0) return false
  book.tally.kills++
  book.tally.cycles++
  return true
}
