import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { runBench } from './run-bench.ts'

let cacheFolder: string
before(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'bench-move-'))
})
after(() => rmSync(cacheFolder, { recursive: true, force: true }))

const runMove = (part: string, ...args: string[]) => runBench(part, ...args, '--cache', cacheFolder)

const canMount = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0

describe('the move bench on a small tree', () => {
  it('is green when every file is at its place', () => {
    const { status, rows, complaint } = runMove('move')
    assert.equal(status, 0, complaint)
    assert.deepEqual(
      rows.map((row) => row.bench),
      ['move.one-device', 'move.across-devices'],
    )
    assert.ok(rows.every((row) => row.ok || row.isOptional))
  })

  it('turns red when sabotaged by skip-verify', { skip: canMount ? false : 'needs root for a bind mount' }, () => {
    const { status, rows } = runMove('move.across-devices', '--sabotage', 'skip-verify')
    assert.equal(status, 1)
    const across = rows.find((row) => row.bench === 'move.across-devices')
    assert.equal(across?.ok, false)
    assert.ok(Number(across?.['wrongFiles']) > 0)
  })

  it('turns red when sabotaged by serial', () => {
    const { status, rows } = runMove('move.one-device', '--sabotage', 'serial')
    assert.equal(status, 1)
    assert.equal(rows.find((row) => row.bench === 'move.one-device')?.ok, false)
  })
})
