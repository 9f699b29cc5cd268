import assert from 'node:assert/strict'
import { it } from 'node:test'
import { eachConnector, mistakeOf } from './wrong-answers.ts'
import { WRONG_BODIES } from './wrong-bodies.ts'

eachConnector('a wrong answer', (world) => {
  for (const [what, answering] of Object.entries(WRONG_BODIES))
    it(`takes ${what} for no answer, and does not break`, async () => {
      const { server, calls } = world()
      server.answering = answering
      const mistakes = await Promise.all(calls.map(mistakeOf))
      assert.deepEqual(
        mistakes.filter((one) => one !== undefined),
        [],
      )
    })
})
