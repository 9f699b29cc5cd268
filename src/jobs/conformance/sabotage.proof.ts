import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openTempSqlite } from '../../../test/databases.ts'
import { conformance } from '../conformance.ts'
import { honest, sabotages } from './sabotage.ts'
import { type MakeEngine, openWorld } from './world.ts'

/** Long enough for any case, on a busy machine. */
const PATIENCE_MS = 60_000
/** A broken engine may also hang. */
const SHORT_PATIENCE_MS = 5_000

/** What the case said, undefined when it passed. */
async function complaintOf(name: string, make: MakeEngine, patienceMs: number): Promise<string | undefined> {
  const found = conformance.find((candidate) => candidate.name.startsWith(name))
  assert.ok(found, `there is no case "${name}"`)
  await using db = await openTempSqlite()
  await using world = openWorld(db, make)
  const { promise: patience, resolve: giveUp } = Promise.withResolvers<string>()
  const timer = setTimeout(giveUp, patienceMs, 'it hangs')
  const outcome = found.run(world).then(
    () => undefined,
    (error: unknown) => String(error),
  )
  return await Promise.race([outcome, patience]).finally(() => clearTimeout(timer))
}

describe('the conformance suite', () => {
  for (const { name, make, caughtBy } of sabotages) {
    for (const caseName of caughtBy) {
      it(`turns red at "${caseName}" for an engine with ${name}`, async () => {
        assert.equal(await complaintOf(caseName, honest, PATIENCE_MS), undefined)
        assert.match((await complaintOf(caseName, make, SHORT_PATIENCE_MS)) ?? 'it passed', /AssertionError|it hangs/)
      })
    }
  }
})
