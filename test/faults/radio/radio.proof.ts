import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findProgram } from '../../../src/kernel/find-program.ts'
import { runFaults, type Total } from '../run-faults.ts'
import { RADIO_SABOTAGES, type RadioSabotage } from './mission.ts'

const skip = findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false

describe('the fault harness of a station', { skip }, () => {
  const red: Record<RadioSabotage, keyof Total> = {
    'lie-201': 'failed',
    'double-row': 'doubled',
    'drop-row': 'misplaced',
    'drop-file': 'lost',
  }

  for (const mode of ['kill', 'restarts'])
    it(`is green when nothing is sabotaged (${mode})`, () => {
      const { status, said } = runFaults('--flow', 'radio', '--mode', mode, '--cycles', '2')
      assert.equal(status, 0, said)
    })

  for (const sabotage of RADIO_SABOTAGES)
    it(`turns red when sabotaged by ${sabotage}, and says how to see it again`, () => {
      const { status, total, said } = runFaults('--flow', 'radio', '--cycles', '1', '--sabotage', sabotage)
      assert.equal(status, 1, said)
      assert.ok(total[red[sabotage]] > 0, said)
      assert.match(said, new RegExp(`again: npm run faults -- --flow radio .*--sabotage ${sabotage}`))
    })
})
