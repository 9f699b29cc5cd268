import { readEpisodeName } from '../src/media/names/read-episode-name.ts'
import { readMovieName } from '../src/media/names/read-movie-name.ts'
import type { Bench, BenchContext } from './bench.ts'
import { commonNames, hardNames, LONGEST } from './names/made-names.ts'

type Reader = (name: string, today: string) => unknown
const TODAY = '2026-06-01'
const READERS: readonly Reader[] = [readMovieName, readEpisodeName]
/** Others use the machine, too: the best of these says what the reader takes. */
const TRIES = 5
/** Names a batch: the median of all batches counts. */
const BATCH = 100

/** Backtracks as a careless pattern does. */
const careless: Reader = (name) => /^(?:[^-]*[\s._]*)*-END$/u.test(name.slice(0, 26).padEnd(26, 'a'))

export const bench: Bench = {
  name: 'names',
  sabotages: ['backtrack'],
  parts: { common: runCommon, hard: runHard },
}

/** Names as libraries have them, each read as a film and as an episode. */
async function runCommon(ctx: BenchContext): Promise<void> {
  const names = commonNames(ctx.isSmall ? 300 : 20_000)
  readAll(names.slice(0, 300), READERS)
  const batches = Array.from({ length: names.length / BATCH }, (_, i) => names.slice(i * BATCH, (i + 1) * BATCH))
  const took = batches.map((batch) => timed(() => readAll(batch, readersOf(ctx)))).toSorted((one, two) => one - two)
  const medianMs = took[Math.floor(took.length / 2)] ?? 0
  ctx.report({
    bench: 'names.common',
    bounds: [{ figure: 'namesPerSecond', atLeast: 2000 }],
    names: names.length,
    namesPerSecond: Math.round((BATCH / medianMs) * 1000),
  })
}

/** Names of 1,000 characters made to be slow. */
async function runHard(ctx: BenchContext): Promise<void> {
  const names = hardNames().filter((_, i) => !ctx.isSmall || i % 10 === 0)
  let [slowestMs, slowest] = [0, '']
  for (const name of names)
    for (const read of readersOf(ctx)) {
      const ms = bestOf(() => read(name, TODAY))
      if (ms > slowestMs) [slowestMs, slowest] = [ms, name.slice(0, 30)]
    }
  ctx.report({
    bench: 'names.hard',
    bounds: [{ figure: 'slowestMs', atMost: 5 }],
    names: names.length,
    characters: LONGEST,
    slowestMs: Math.round(slowestMs * 100) / 100,
    slowest,
  })
}

function readersOf({ sabotage }: BenchContext): readonly Reader[] {
  return sabotage === 'backtrack' ? [...READERS, careless] : READERS
}

function readAll(names: readonly string[], readers: readonly Reader[]): void {
  for (const name of names) for (const read of readers) read(name, TODAY)
}

function timed(work: () => unknown): number {
  const startedAt = performance.now()
  work()
  return performance.now() - startedAt
}

function bestOf(work: () => unknown): number {
  return Math.min(...Array.from({ length: TRIES }, () => timed(work)))
}
