import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { BenchRow } from './bench.ts'
import { bench } from './dedup.ts'
import { findPeer } from './peers.ts'

const jdupes = findPeer({ program: 'jdupes', apt: 'jdupes', versionArgs: ['-v'] }, () => undefined)
let cacheFolder: string
before(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'bench-dedup-'))
})
after(() => rmSync(cacheFolder, { recursive: true, force: true }))

function runBench(...args: string[]): {
  status: number | null
  rows: (BenchRow & { ok: boolean })[]
  complaint: string
} {
  const ran = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args, '--cache', cacheFolder], {
    encoding: 'utf8',
  })
  const rows = ran.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as BenchRow & { ok: boolean })
  return { status: ran.status, rows, complaint: ran.stderr }
}

describe(
  'the dedup bench on a small tree',
  { skip: jdupes === undefined ? 'jdupes is not installed and can not be' : false },
  () => {
    it('is green with the groups of the generator and of jdupes', () => {
      const { status, rows, complaint } = runBench('dedup', '--small', '--json')
      assert.equal(status, 0, complaint)
      assert.deepEqual(
        rows.map((row) => row.bench),
        ['dedup.media', 'dedup.tiny', 'dedup.again', 'dedup.memory'],
      )
      assert.ok(rows.every((row) => row.ok))
      assert.ok(Number(rows[0]?.['groups']) > 100)
    })

    const reddens: Record<string, string[]> = {
      'drop-group': ['dedup.media', 'dedup.tiny', 'dedup.again'],
      'trust-size': ['dedup.media'],
      'keep-hardlinks': ['dedup.media', 'dedup.tiny', 'dedup.again'],
      'ignore-cache': ['dedup.again'],
      hoard: ['dedup.media', 'dedup.tiny', 'dedup.again', 'dedup.memory'],
    }
    for (const sabotage of bench.sabotages) {
      it(`turns red when sabotaged by ${sabotage}`, () => {
        const { status, rows } = runBench('dedup', '--small', '--json', '--sabotage', sabotage)
        assert.equal(status, 1)
        const red = rows.filter((row) => !row.ok).map((row) => row.bench)
        for (const expected of reddens[sabotage] ?? ['a sabotage that this test does not know'])
          assert.ok(red.includes(expected), `${expected} in ${red.join()}`)
      })
    }

    it('refuses a bench and a sabotage that do not exist', () => {
      assert.equal(runBench('nothing').status, 2)
      assert.equal(runBench('dedup', '--sabotage', 'nothing').status, 2)
    })
  },
)
