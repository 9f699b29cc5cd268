import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { bench } from './dedup.ts'
import { findPeer } from './peers.ts'
import { runBench } from './run-bench.ts'

const jdupes = findPeer({ program: 'jdupes', apt: 'jdupes', versionArgs: ['-v'] }, () => undefined)
let cacheFolder: string
before(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'bench-dedup-'))
})
after(() => rmSync(cacheFolder, { recursive: true, force: true }))

const runHere = (...args: string[]) => runBench(...args, '--cache', cacheFolder)

describe(
  'the dedup bench on a small tree',
  { skip: jdupes === undefined ? 'jdupes is not installed and can not be' : false },
  () => {
    it('is green with the groups of the generator and of jdupes', () => {
      const { status, rows, complaint } = runHere('dedup')
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
        const { status, rows } = runHere('dedup', '--sabotage', sabotage)
        assert.equal(status, 1)
        const red = rows.filter((row) => !row.ok).map((row) => row.bench)
        for (const expected of reddens[sabotage] ?? ['a sabotage that this test does not know'])
          assert.ok(red.includes(expected), `${expected} in ${red.join()}`)
      })
    }

    it('refuses a bench, a part and a sabotage that do not exist', () => {
      assert.equal(runHere('nothing').status, 2)
      assert.equal(runHere('dedup.nothing').status, 2)
      assert.equal(runHere('dedup', '--sabotage', 'nothing').status, 2)
    })
  },
)
