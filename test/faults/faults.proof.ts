import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { powerMissing } from './power-cut.ts'
import { runFaults, type Total } from './run-faults.ts'

describe('the fault harness', () => {
  const red: Record<string, { mode: string; cycles: string; in: (keyof Total)[] }> = {
    'unlink-first': { mode: 'every-call', cycles: '60', in: ['lost'] },
    overwrite: { mode: 'every-call', cycles: '6', in: ['misplaced'] },
    'forget-journal': { mode: 'random', cycles: '25', in: ['failed', 'doubled', 'stray', 'misplaced'] },
    'skip-fsync': { mode: 'power', cycles: '10', in: ['unacknowledged', 'misplaced', 'lost'] },
  }
  for (const [sabotage, expected] of Object.entries(red)) {
    const skip = expected.mode === 'power' ? (powerMissing() ?? false) : false
    it(`turns red when sabotaged by ${sabotage}, and says how to see it again`, { skip }, () => {
      const { status, total, said } = runFaults(
        '--flow',
        'transfer',
        '--mode',
        expected.mode,
        '--cycles',
        expected.cycles,
        '--sabotage',
        sabotage,
      )
      assert.equal(status, 1, said)
      assert.ok(
        expected.in.some((kind) => total[kind] > 0),
        said,
      )
      assert.match(
        said,
        new RegExp(
          `again: npm run faults -- --flow transfer --mode ${expected.mode} --seed \\d+ --sabotage ${sabotage}`,
        ),
      )
    })
  }
})
