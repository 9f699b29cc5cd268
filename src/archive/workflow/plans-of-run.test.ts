import assert from 'node:assert/strict'
import { it } from 'node:test'
import { applyDraft, type ArchiveWorld, look, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import type { RunView } from '../contract.ts'

const REVIEW = { intake: { watch: false, settle_sec: 1, mode: 'review' } }
const taken = new Date('2022-05-06T10:00:00')

const ask = async <Reply>(w: ArchiveWorld, operationId: string, input: object = {}): Promise<Reply> => {
  const route = w.archive.routes.find((one) => one.operationId === operationId)
  const actor = { id: 'person:1', name: 'a', scopes: new Set() }
  const reply = await route?.handle({ body: {}, params: {}, query: { limit: 10 }, actor, ...input } as never)
  await untilQuiet(w)
  return reply as Reply
}

const runsOf = async (w: ArchiveWorld): Promise<RunView[]> =>
  (await ask<{ items: RunView[] }>(w, 'archive.listRuns')).items

const shown = (runs: readonly RunView[]) =>
  runs.map(({ steps, planIds, filed, duplicates, isUndoable, undoneAt }) => ({
    steps: steps.join(),
    planIds,
    filed,
    duplicates,
    isUndoable,
    isUndone: undoneAt !== null,
  }))

it('has the plans that a person applied in the history of their run, and one undo brings all of them back', async () => {
  await using w = await openArchiveWorld({ ...REVIEW, dedup: { duplicates: 'aside' } })
  await w.put('inbox/a.txt', 'a', taken)
  await w.put('inbox/b.txt', 'b', taken)
  await w.put('inbox/copy of a.txt', 'a', taken)
  await look(w)
  const waiting = { filed: 0, duplicates: 0, isUndoable: false, isUndone: false }
  assert.deepEqual(shown(await runsOf(w)), [{ ...waiting, steps: 'dedup,batch,sort', planIds: [2, 1] }])
  for (const kind of ['archive.take', 'archive.sort', 'archive.aside']) await applyDraft(w, kind)
  const done = { isUndoable: true, isUndone: false, filed: 2 }
  const runs = await runsOf(w)
  assert.deepEqual(shown(runs), [
    { ...done, steps: 'sort', planIds: [3], duplicates: 0 },
    { ...done, steps: 'dedup,batch,sort', planIds: [3, 2, 1], duplicates: 1 },
  ])
  await ask(w, 'archive.undoRun', { params: { runId: runs[1]?.runId } })
  assert.deepEqual(await w.files('inbox'), ['a.txt', 'b.txt', 'copy of a.txt'])
  assert.deepEqual(
    (await runsOf(w)).map(({ undoneAt, isUndoable }) => [undoneAt !== null, isUndoable]),
    [
      [true, false],
      [true, false],
    ],
  )
})
