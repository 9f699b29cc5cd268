import type { Bench } from './bench.ts'
import { generateSabotages, measureGenerate } from './log/generate.ts'

/** The log of a day: from clocks to what was heard. */
export const bench: Bench = {
  name: 'log',
  sabotages: Object.keys(generateSabotages),
  parts: { generate: async (ctx) => measureGenerate(ctx) },
}
