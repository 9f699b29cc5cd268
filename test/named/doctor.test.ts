import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SITUATIONS } from '../../src/connectors/libretime/fake-server.ts'
import { RULES } from '../../src/radio/checkup/rules.ts'
import { isFaulty, mistakesOf, NAMES, toldInSilence } from './doctor-worlds.ts'

const healthy = NAMES.filter((name) => !isFaulty(name))

describe('the doctor', () => {
  it('D1: knows all of the twelve faults, and no fewer healthy variations', () => {
    const wanted = ['F01', 'F02', 'F03', 'F04', 'F05', 'F06', 'F07', 'F14', 'F15', 'F16', 'F17', 'F18']
    assert.deepEqual(NAMES.filter((name) => /^F\d\d$/.test(name)).toSorted(), wanted)
    assert.deepEqual(RULES.flatMap(({ fault }) => fault ?? []).toSorted(), wanted)
    assert.ok(healthy.length >= 12)
  })

  for (const name of NAMES.filter(isFaulty))
    it(`D1: names ${name} and nothing else: ${SITUATIONS[name].says}`, async () => {
      assert.deepEqual(await mistakesOf(RULES, name), [])
    })

  for (const name of healthy)
    it(`finds nothing, and can tell everything, of ${name}: ${SITUATIONS[name].says}`, async () => {
      assert.deepEqual(await mistakesOf(RULES, name), [])
    })

  it('says neither good nor bad where nobody answers', async () => {
    assert.deepEqual(await toldInSilence(RULES), [])
  })
})
