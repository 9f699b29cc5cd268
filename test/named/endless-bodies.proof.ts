import assert from 'node:assert/strict'
import { it } from 'node:test'
import { eachConnector, mistakeOf } from './wrong-answers.ts'
import { ENDLESS } from './wrong-bodies.ts'

// Measures memory: nothing may run beside it.

eachConnector('an endless answer', (world) => {
  for (const [what, answering] of Object.entries(ENDLESS))
    it(`reads of ${what} no more than it may`, async () => {
      const { server, calls } = world()
      server.answering = answering
      for (const call of calls) {
        const mostBytes = await peakDuring(async () => assert.equal(await mistakeOf(call), undefined))
        assert.ok(mostBytes < MOST_BYTES, `${call.name}: ${Math.round(mostBytes / 2 ** 20)} MiB`)
      }
    })
})

/** A list of 256 MiB is the longest that is read: its pieces, and once more while they are joined. */
const MOST_BYTES = 800 * 2 ** 20
const LOOK_MS = 20

/** How much the process grew meanwhile. */
async function peakDuring(work: () => Promise<void>): Promise<number> {
  const startedAt = process.memoryUsage.rss()
  let peak = startedAt
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), LOOK_MS)
  await work().finally(() => clearInterval(timer))
  return peak - startedAt
}
