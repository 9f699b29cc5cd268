import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { it } from 'node:test'

const MAIN = join(import.meta.dirname, 'main.ts')

function names(
  args: readonly string[],
  lines: readonly string[],
): { code: number | null; rows: Record<string, unknown>[]; err: string } {
  const ran = spawnSync(process.execPath, [MAIN, 'names', ...args], {
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
  })
  const rows = ran.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  return { code: ran.status, rows, err: ran.stderr }
}

it('reads names without a server, each as what it looks like, and says by which rule', () => {
  const { code, rows } = names(
    [],
    ['Quay.Watch.S02E05.720p.mkv', '', 'Quiet Rooms 2 (2001).mkv', '[Kite] Moon Ferry - 07 [1080p].mkv'],
  )
  assert.equal(code, 0)
  assert.deepEqual(
    rows.map(({ name, is, title }) => [name, is, title]),
    [
      ['Quay.Watch.S02E05.720p.mkv', 'episode', 'Quay Watch'],
      ['Quiet Rooms 2 (2001).mkv', 'movie', 'Quiet Rooms 2'],
      ['[Kite] Moon Ferry - 07 [1080p].mkv', 'episode', 'Moon Ferry'],
    ],
  )
  const pieces = rows[0]?.['pieces'] as { as: string; rule: string }[]
  assert.ok(pieces.some(({ as, rule }) => as === 'episode' && rule === 'number.season-episode'))
})

it('ends with 3 when a name tells nothing, and with 2 when both kinds are asked for', () => {
  const refused = names(['--films'], ['Quay.Watch.S02E05.720p.mkv'])
  assert.deepEqual(
    [refused.code, refused.rows],
    [3, [{ name: 'Quay.Watch.S02E05.720p.mkv', is: 'unreadable', why: 'episode' }]],
  )
  assert.equal(names(['--films', '--episodes'], ['x']).code, 2)
})
