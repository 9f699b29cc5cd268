import assert from 'node:assert/strict'
import { it } from 'node:test'
import { furtherReasons } from './words.ts'

it('gives of what is to be said of an item the part that its state does not say already', () => {
  const said = (code: string) => ({ code, params: {}, text: code })
  const because = [said('why.found'), said('ingest.symlink')]
  assert.deepEqual(furtherReasons({ reason: said('ingest.symlink'), because }), [said('why.found')])
  assert.deepEqual(furtherReasons({ reason: null, because }), because)
})
