import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createLiveSecrets } from '../../kernel/redact.ts'
import { closeJson } from './close-json.ts'
import { LIST, LIST_LETTERS, ONE, READ_LETTERS, toRowView } from './views.ts'

const table = { name: 't', primaryKey: [], columns: [] }
const secrets = createLiveSecrets()
secrets.add('s3cret-value')
const long = 'x'.repeat(READ_LETTERS)

/** As a list has it, which reads one letter more than it looks at. */
function listed(text: string): string {
  const view = toRowView({ text: text.slice(0, READ_LETTERS + 1) }, { table, secrets, ...LIST })
  assert.deepEqual(view.cut, ['text'])
  const shown = view.cells['text']
  assert.ok(typeof shown === 'string')
  return shown
}

it('masks what stands under a secret name in JSON of which only the beginning was read', () => {
  const json = { user: 'a', password: 'hunter2', deep: [{ token: 'abc', note: `"\\${long}` }] }
  const start = String.raw`{"user":"a","password":"[redacted]","deep":[{"token":"[redacted]","note":"\"\\xxx`
  assert.equal(listed(JSON.stringify(json)).slice(0, start.length), start)
  assert.equal(listed(JSON.stringify({ password: long, user: 'a' })), '{"password":"[redacted]"}')
})

it('shows nothing of a secret across the end of what was read', () => {
  const masked = 's3cret-value '.repeat(READ_LETTERS / 13)
  assert.ok(!listed(`${masked}s3cret-value ${long}`).replaceAll('[redacted]', '').includes('s3c'))
  const json = JSON.stringify({ password: 'x'.repeat(READ_LETTERS - 50), url: 's3cret-value'.repeat(9) })
  assert.equal(listed(json), '{"password":"[redacted]"}')
})

it('shows the beginning in a list, and more of one row', () => {
  assert.equal(listed(long.repeat(2)).length, LIST_LETTERS)
  const one = toRowView({ text: long.repeat(2) }, { table, secrets, ...ONE })
  assert.deepEqual([one.cells['text'], one.cut], [long.repeat(2), []])
})

it('makes whole a beginning that ends anywhere', () => {
  const text = JSON.stringify({ a: 'b\\"\n\u0001', 'c{': [1.5, true, { 'd\u0001': null, e: ['f,', {}] }], g: '' })
  for (let end = 1; end <= text.length; end++)
    assert.doesNotThrow(() => JSON.parse(closeJson(text.slice(0, end))), text.slice(0, end))
  assert.equal(closeJson('{"a":[1,{"b":"c\\u00'), '{"a":[1,{"b":"c"}]}')
  assert.equal(closeJson('{"a":12,"b":34'), '{"a":12}')
  assert.equal(closeJson(text), text)
})
