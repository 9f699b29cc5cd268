import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { bench } from './bitrot.ts'
import { findPeer } from './peers.ts'
import { runBench } from './run-bench.ts'

const sha256sum = findPeer({ program: 'sha256sum', apt: 'coreutils', versionArgs: ['--version'] }, () => undefined)
let cacheFolder: string
before(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'bench-bitrot-'))
})
after(() => rmSync(cacheFolder, { recursive: true, force: true }))

const runHere = (...args: string[]) => runBench(...args, '--cache', cacheFolder)

describe(
  'the bit-rot bench on small trees',
  { skip: sha256sum === undefined ? 'sha256sum is not installed and can not be' : false },
  () => {
    it('is green, and names the flipped files as sha256sum does', () => {
      const { status, rows, complaint } = runHere('bitrot')
      assert.equal(status, 0, complaint)
      assert.deepEqual(
        rows.map((row) => row.bench),
        ['bitrot.media', 'bitrot.small'],
      )
      assert.ok(rows.every((row) => row.ok && row['flippedFound'] === 3 && row['equalsPeer'] === true))
    })

    for (const sabotage of bench.sabotages) {
      it(`turns red when sabotaged by ${sabotage}`, () => {
        const { status, rows } = runHere('bitrot', '--sabotage', sabotage)
        assert.equal(status, 1)
        assert.ok(rows.length === 2 && rows.every((row) => !row.ok))
      })
    }
  },
)
