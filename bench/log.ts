import type { Bench } from './bench.ts'
import { generateSabotages, measureGenerate } from './log/generate.ts'
import { measurePublish, publishSabotages } from './log/publish.ts'
import { bench as reconciliation } from './log-reconcile.ts'

/** The log of a day: from clocks to what was heard. */
export const bench: Bench = {
  name: 'log',
  sabotages: [...Object.keys(generateSabotages), ...publishSabotages, ...reconciliation.sabotages],
  parts: {
    // First: its memory is that of the process.
    ...reconciliation.parts,
    generate: async (ctx) => measureGenerate(ctx),
    publish: measurePublish,
  },
}
