import { anewCases } from './conformance/anew-cases.ts'
import { basicCases } from './conformance/basic-cases.ts'
import { careCases } from './conformance/care-cases.ts'
import { crashCases } from './conformance/crash-cases.ts'
import { manyCases } from './conformance/many-cases.ts'
import { orderCases } from './conformance/order-cases.ts'
import { priorityCases } from './conformance/priority-cases.ts'
import { raceCases } from './conformance/race-cases.ts'
import { randomCases } from './conformance/random-cases.ts'
import { targetCases } from './conformance/target-cases.ts'
import { treeCases } from './conformance/tree-cases.ts'
import { truthCases } from './conformance/truth-cases.ts'
import type { Case } from './conformance/world.ts'

/** What every engine must keep, on every database: one list, run by the tests of each. */
export const conformance: readonly Case[] = [
  ...basicCases,
  ...orderCases,
  ...treeCases,
  ...targetCases,
  ...crashCases,
  ...careCases,
  ...priorityCases,
  ...manyCases,
  ...anewCases,
  ...truthCases,
  ...raceCases,
  ...randomCases,
]
