import assert from 'node:assert/strict'
import { it } from 'node:test'
import { inChunks, readInPages } from './in-chunks.ts'

/** Keeps the thread for a ms, as a statement of SQLite does. */
async function work(): Promise<void> {
  const until = performance.now() + 1
  while (performance.now() < until);
}

async function turnsDuring(call: () => Promise<unknown>): Promise<number> {
  let turns = 0
  const ticking = setInterval(() => turns++, 1)
  try {
    await call()
    return turns
  } finally {
    clearInterval(ticking)
  }
}

it('lets others have their turn while a long list is written or read', async () => {
  const rows = Array.from({ length: 200 }, (_, id) => id)
  assert.ok((await turnsDuring(() => inChunks(rows, 1, work))) >= 3, 'written')
  const read = async (after: number): Promise<number[]> => {
    await work()
    return rows.slice(after, after + 1)
  }
  assert.ok((await turnsDuring(() => readInPages(1, read, (row) => row + 1))) >= 3, 'read')
})
