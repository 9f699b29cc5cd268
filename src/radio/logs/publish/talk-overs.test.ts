import assert from 'node:assert/strict'
import { it } from 'node:test'
import { talkOversIn } from './talk-overs.ts'

const row = (entryId: number, from: number, to: number) => ({
  entryId,
  trackId: entryId,
  title: `Item ${entryId}`,
  startsAt: from * 1000,
  endsAt: to * 1000,
  cueInMs: 0,
  cueOutMs: (to - from) * 1000,
})

it('names each voice track that is talked over in the studio and not on air, with what follows it', () => {
  const rows = [row(1, 0, 10), row(2, 10, 20), row(3, 20, 30), row(4, 40, 50)]
  const found = talkOversIn(rows, new Map([2, 3, 4].map((entryId) => [entryId, 2500])))
  assert.deepEqual(
    found,
    [{ at: 10_000, entryId: 2, title: 'Item 2', next: 'Item 3', overMs: 2500 }],
    'neither one before a silence, nor the last of all',
  )
})
