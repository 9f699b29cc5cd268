import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bench } from './jobs.ts'
import { findPeer } from './peers.ts'
import { runBench } from './run-bench.ts'

const redis = findPeer({ program: 'redis-server', apt: 'redis-server', versionArgs: ['--version'] }, () => undefined)

describe(
  'the jobs bench',
  { skip: redis === undefined ? 'redis-server is not installed and can not be' : false },
  () => {
    it('is green on a small load', () => {
      const { status, rows, complaint } = runBench('jobs')
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

    const reddens: Record<string, { part: string; name: string }> = {
      'commit-each': { part: 'process', name: 'jobs.process.always' },
      poll: { part: 'pickup', name: 'jobs.pickup' },
      'scan-queue': { part: 'backlog', name: 'jobs.backlog' },
      'block-loop': { part: 'backlog', name: 'jobs.lag' },
      'busy-api': { part: 'api', name: 'jobs.api' },
    }
    for (const [sabotage, { part, name }] of Object.entries(reddens)) {
      it(`turns red at ${name} for ${sabotage}`, () => {
        const { status, rows } = runBench(`jobs.${part}`, '--sabotage', sabotage)
        assert.equal(status, 1)
        assert.equal(rows.find((row) => row.bench === name)?.ok, false)
      })
    }

    it('shows every sabotage that it knows', () => {
      assert.deepEqual(Object.keys(reddens), bench.sabotages)
    })
  },
)
