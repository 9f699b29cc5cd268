import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { findProgram } from '../src/kernel/find-program.ts'
import { runBench } from './run-bench.ts'

let cacheFolder: string
before(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'bench-scan-'))
})
after(() => rmSync(cacheFolder, { recursive: true, force: true }))

const run = (part: string, ...args: string[]) => runBench(part, ...args, '--cache', cacheFolder)
const skip = findProgram('strace') === undefined ? 'needs strace' : false

describe('the bench of scans on a few folders', () => {
  it('is green when nothing is read twice', () => {
    const { status, rows, complaint } = run('scan.films')
    assert.equal(status, 0, complaint)
    assert.deepEqual(
      rows.map((row) => row.bench),
      ['scan.first', 'scan.unchanged'],
    )
  })

  it('turns red when every folder is read again', () => {
    const { status, rows } = run('scan.films', '--sabotage', 'forget-sums')
    assert.equal(status, 1)
    const again = rows.find((row) => row.bench === 'scan.unchanged')
    assert.ok(Number(again?.['foldersRead']) > 0)
  })

  it('sees by the calls of the system that an unchanged library has no file opened', { skip }, () => {
    const { status, rows, complaint } = run('scan.opened')
    assert.equal(status, 0, complaint)
    assert.equal(rows[0]?.['opened'], 0)
    const spoilt = run('scan.opened', '--sabotage', 'forget-sums')
    assert.equal(spoilt.status, 1)
    assert.ok(Number(spoilt.rows[0]?.['opened']) > 0)
  })
})
