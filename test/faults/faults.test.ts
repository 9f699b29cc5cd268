import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { powerMissing } from './power-cut.ts'

interface Total {
  cycles: number
  kills: number
  lost: number
  doubled: number
  stray: number
  misplaced: number
  unacknowledged: number
  failed: number
}

function runFaults(...args: string[]): { status: number | null; total: Total; said: string } {
  const ran = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), '--json', ...args], {
    encoding: 'utf8',
  })
  const last = ran.stdout.trim().split('\n').at(-1) ?? '{}'
  return { status: ran.status, total: JSON.parse(last) as Total, said: `${ran.stdout}${ran.stderr}` }
}

describe('the fault harness', () => {
  it('finds every file after 20 interruptions', () => {
    const { status, total, said } = runFaults('--cycles', '20')
    assert.equal(status, 0, said)
    assert.ok(total.cycles >= 16 && total.kills >= 10, said)
  })

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
