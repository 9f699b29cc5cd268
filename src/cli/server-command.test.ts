import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SERVER_COMMAND } from './server-command.ts'

const ROOT = join(import.meta.dirname, '../..')

test('a server in the background is started by the same command as `npm start`', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } }
  assert.equal(scripts.start, ['node', ...SERVER_COMMAND].join(' ').replace(`${ROOT}/`, ''))
})
