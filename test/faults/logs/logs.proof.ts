import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runFaults } from '../run-faults.ts'
import { LOGS_SABOTAGES, type LogsSabotage, type LogTally } from './mission.ts'

const run = (...args: string[]) => runFaults<LogTally>('--flow', 'logs', ...args)

describe('the fault harness of publications', () => {
  const kill = ['--mode', 'kill', '--only', 'day:4:request']
  const failure = (only: string): string[] => ['--mode', 'failures', '--only', only]
  const red: Record<LogsSabotage, { in: keyof LogTally; by: string[] }> = {
    'lie-201': { in: 'lost', by: failure('day:lost:5') },
    'drop-log-row': { in: 'mixed', by: kill },
    'double-row': { in: 'doubled', by: kill },
    'touch-foreign': { in: 'foreign', by: kill },
    'skip-read-back': { in: 'mixed', by: failure('day:lost:5') },
    'forget-undo': { in: 'mixed', by: failure('day:refused:4') },
    'look-nowhere': { in: 'doubled', by: failure('first:lost:4') },
    'forget-rows': { in: 'ledger', by: kill },
  }

  it('is green when nothing is sabotaged (kill)', () => {
    const { status, total, said } = run('--mode', 'kill', '--cycles', '5')
    assert.equal(status, 0, said)
    assert.ok(total.cycles === 5 && total.kills >= 5, said)
  })

  for (const only of ['day:lost:0', 'day:refused:4', 'first:500:0'])
    it(`is green when nothing is sabotaged (${only})`, () => {
      const { status, total, said } = run(...failure(only))
      assert.equal(status, 0, said)
      assert.deepEqual([total.cycles, total.failures], [1, 1], said)
    })

  for (const sabotage of LOGS_SABOTAGES)
    it(`turns red when sabotaged by ${sabotage}, and says how to see it again`, () => {
      const { status, total, said } = run(...red[sabotage].by, '--sabotage', sabotage)
      assert.equal(status, 1, said)
      assert.ok(total[red[sabotage].in] > 0, said)
      assert.match(said, new RegExp(`again: npm run faults -- --flow logs .*--sabotage ${sabotage}`))
    })
})
