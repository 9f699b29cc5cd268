import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { BenchRow } from './bench.ts'

let cacheFolder: string
before(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'bench-move-'))
})
after(() => rmSync(cacheFolder, { recursive: true, force: true }))

function runBench(...args: string[]) {
  const ran = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'main.ts'), 'move', '--small', '--json', ...args, '--cache', cacheFolder],
    { encoding: 'utf8' },
  )
  const lines = ran.stdout.split('\n').filter((line) => line.startsWith('{'))
  return {
    status: ran.status,
    rows: lines.map((line) => JSON.parse(line) as BenchRow & { ok: boolean }),
    complaint: ran.stderr,
  }
}

const canMount = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0

describe('the move bench on a small tree', () => {
  it('is green when every file is at its place', () => {
    const { status, rows, complaint } = runBench()
    assert.equal(status, 0, complaint)
    assert.deepEqual(
      rows.map((row) => row.bench),
      ['move.one-device', 'move.across-devices'],
    )
    assert.ok(rows.every((row) => row.ok || row.isOptional))
  })

  it('turns red when sabotaged by skip-verify', { skip: canMount ? false : 'needs root for a bind mount' }, () => {
    const { status, rows } = runBench('--sabotage', 'skip-verify')
    assert.equal(status, 1)
    const across = rows.find((row) => row.bench === 'move.across-devices')
    assert.equal(across?.ok, false)
    assert.ok(Number(across?.['wrongFiles']) > 0)
  })

  it('turns red when sabotaged by serial', () => {
    const { status, rows } = runBench('--sabotage', 'serial')
    assert.equal(status, 1)
    assert.equal(rows.find((row) => row.bench === 'move.one-device')?.ok, false)
  })
})
