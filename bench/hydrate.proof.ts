import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { findProgram } from '../src/kernel/find-program.ts'
import { runBench } from './run-bench.ts'

let cacheFolder: string
before(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'bench-hydrate-'))
})
after(() => rmSync(cacheFolder, { recursive: true, force: true }))

const run = (part: string, ...args: string[]) => runBench(part, ...args, '--cache', cacheFolder)
const skip = findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false

/** The part, the sabotage, and the figure that it breaks. */
const SABOTAGES = [
  ['hydrate.cached', 'list-each', 'libraryLists'],
  ['hydrate.cached', 'forget-reports', 'ffmpegStarts'],
  ['hydrate.decoding', 'two-decoders', 'ffmpegStarts'],
  ['hydrate.decoding', 'no-tags', 'requestsPerFile'],
] as const

describe('the bench of hydration on a few files', { skip }, () => {
  it('is green when every episode is whole', () => {
    const { status, rows, complaint } = run('hydrate')
    assert.equal(status, 0, complaint)
    assert.deepEqual(
      rows.map((row) => row.bench),
      ['hydrate.cached', 'hydrate.decoding'],
    )
  })

  for (const [part, sabotage, figure] of SABOTAGES)
    it(`turns red when sabotaged by ${sabotage}`, () => {
      const { status, rows } = run(part, '--sabotage', sabotage)
      assert.equal(status, 1)
      const bound = rows[0]?.bounds?.find((one) => one.figure === figure)
      assert.ok(bound !== undefined && 'atMost' in bound && Number(rows[0]?.[figure]) > bound.atMost, figure)
    })
})
