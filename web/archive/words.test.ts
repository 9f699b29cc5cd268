import assert from 'node:assert/strict'
import { it } from 'node:test'
import { furtherReasons, runState } from './words.ts'

it('gives of what is to be said of an item the part that its state does not say already', () => {
  const said = (code: string) => ({ code, params: {}, text: code })
  const because = [said('why.found'), said('ingest.symlink')]
  assert.deepEqual(furtherReasons({ reason: said('ingest.symlink'), because }), [said('why.found')])
  assert.deepEqual(furtherReasons({ reason: null, because }), because)
})

it('shows a run that waits between two steps as one that needs somebody', () => {
  const run = { state: 'waiting', undoneAt: null, waitsBefore: null }
  assert.deepEqual(
    [runState(run), runState({ ...run, waitsBefore: 'sort' }), runState({ ...run, undoneAt: '2024-01-01T00:00:00Z' })],
    ['running', 'needsYou', 'undone'],
  )
})
