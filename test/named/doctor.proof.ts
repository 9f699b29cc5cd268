import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SITUATIONS } from '../../src/connectors/libretime/fake-server.ts'
import type { Rule } from '../../src/radio/checkup/model.ts'
import { RULES } from '../../src/radio/checkup/rules.ts'
import { isFaulty, mistakesOf, NAMES, toldInSilence } from './doctor-worlds.ts'

const faulty = NAMES.filter(isFaulty)
const blind: Rule['judge'] = () => ({ kind: 'well' })
const eager: Rule['judge'] = () => ({ kind: 'found', level: 'bad', params: {}, seen: [] })

/** The table with one rule judging otherwise. */
const withRule = (code: string, judge: Rule['judge']): Rule[] =>
  RULES.map((rule) => (rule.code === code ? { ...rule, judge } : rule))

/** A test of the doctor that can't tell a broken doctor from a whole one proves nothing. */
describe('the test of the doctor', () => {
  for (const { code, fault } of RULES.filter((rule) => rule.fault !== null)) {
    it(`turns red without the rule of ${fault} (${code}), and where it says that all is well`, async () => {
      for (const name of faulty.filter((one) => SITUATIONS[one].names === code)) {
        const without = RULES.filter((rule) => rule.code !== code)
        assert.deepEqual(await mistakesOf(without, name), [`${code} was not named`])
        assert.deepEqual(await mistakesOf(withRule(code, blind), name), [`${code} was not named`])
      }
    })

    it(`turns red where the rule of ${fault} (${code}) cries at every station`, async () => {
      assert.deepEqual(await mistakesOf(withRule(code, eager), 'fading-songs'), [`${code} was named`])
    })
  }

  it('turns red where a failed look counts as well', async () => {
    const trusting = RULES.map((rule): Rule => ({
      ...rule,
      judge: (symptoms) => {
        const verdict = rule.judge(symptoms)
        return verdict.kind === 'unknown' ? { kind: 'well' } : verdict
      },
    }))
    assert.deepEqual(
      await toldInSilence(trusting),
      RULES.map(({ code }) => code),
    )
  })
})
