import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { BenchRow } from './bench.ts'
import { bench } from './jobs.ts'
import { findPeer } from './peers.ts'

const redis = findPeer({ program: 'redis-server', apt: 'redis-server', versionArgs: ['--version'] }, () => undefined)

function runBench(...args: string[]): {
  status: number | null
  rows: (BenchRow & { ok: boolean })[]
  complaint: string
} {
  const command = [join(import.meta.dirname, 'main.ts'), 'jobs', '--small', '--json', ...args]
  const ran = spawnSync(process.execPath, command, { encoding: 'utf8' })
  const rows = ran.stdout.split('\n').filter((line) => line.startsWith('{'))
  return {
    status: ran.status,
    rows: rows.map((line) => JSON.parse(line) as BenchRow & { ok: boolean }),
    complaint: ran.stderr,
  }
}

describe(
  'the jobs bench',
  { skip: redis === undefined ? 'redis-server is not installed and can not be' : false },
  () => {
    it('is green on a small load', () => {
      const { status, rows, complaint } = runBench()
      const red = rows.filter(({ ok }) => !ok)
      assert.equal(status, 0, `${complaint}${red.map((row) => JSON.stringify(row)).join('\n')}`)
      const names = [
        'jobs.process.always',
        'jobs.process.everysec',
        'jobs.pickup',
        'jobs.backlog',
        'jobs.lag',
        'jobs.api',
      ]
      assert.deepEqual(
        rows.map((row) => row.bench),
        names,
      )
    })

    const reddens: Record<string, string> = {
      'commit-each': 'jobs.process.always',
      poll: 'jobs.pickup',
      'scan-queue': 'jobs.backlog',
      'block-loop': 'jobs.lag',
      'busy-api': 'jobs.api',
    }
    for (const [sabotage, name] of Object.entries(reddens)) {
      it(`turns red at ${name} for ${sabotage}`, () => {
        const { status, rows } = runBench('--sabotage', sabotage)
        assert.equal(status, 1)
        assert.equal(rows.find((row) => row.bench === name)?.ok, false)
      })
    }

    it('shows every sabotage that it knows', () => {
      assert.deepEqual(Object.keys(reddens), bench.sabotages)
    })
  },
)
