import assert from 'node:assert/strict'
import { it } from 'node:test'
import { look, moveOf, openTestRoom, prepareAndRun, put } from '../../test/transfer-room.ts'

const NEVER = Date.parse('2100-01-01T00:00:00Z')

it('forgets what plans did that nobody knows any more, but nothing that lies in the trash or has not ended', async () => {
  await using room = await openTestRoom()
  const { db, inbox, archive, transfer } = room
  for (const name of ['a', 'b', 'c', 'd']) put(inbox, name, name)
  const file = (name: string, ref: string) => moveOf([inbox, name], [archive, `${ref}/${name}`], { ref })
  const trashed = { from: { rootId: inbox.id, relPath: 'c' }, identity: look(inbox, 'c'), ref: 'plan:1' }
  const [gone, kept, waiting, inTrash] = await db.tx(async (tx) => [
    ...(await transfer.prepare(tx, [file('a', 'plan:1'), file('b', 'plan:2'), file('d', 'plan:1')])),
    ...(await transfer.prepareTrash(tx, [trashed])),
  ])
  await transfer.run([Number(gone), Number(kept), Number(inTrash)])
  const prune = (settledBefore: number) =>
    transfer.prune({ settledBefore, listKnown: async () => new Set([2]), signal: new AbortController().signal })
  assert.equal(await prune(0), 0)
  assert.equal(await prune(NEVER), 1)
  const left = (await transfer.list({ limit: 9 })).map(({ id }) => id)
  assert.deepEqual(left, [kept, waiting, inTrash])
  const folders = await db.read.selectFrom('transfer_folders').select('move_id').execute()
  assert.ok(!folders.some(({ move_id }) => move_id === gone))
})

it('forgets undos with their plan, or after as long when they have none, and never while what they removed lies in the trash', async () => {
  await using room = await openTestRoom()
  const { inbox, archive, transfer } = room
  for (const name of ['a', 'b', 'c']) put(inbox, name, name)
  const file = (name: string, plan: number, kind: 'move' | 'copy') =>
    moveOf([inbox, name], [archive, name], { ref: `plan:${plan}`, kind })
  const { ids } = await prepareAndRun(room, [file('a', 1, 'copy'), file('b', 2, 'copy'), file('c', 1, 'move')])
  await transfer.undo(ids.slice(0, 2), { ref: 'undo:plan:1' })
  await transfer.undo(ids.slice(2), { ref: 'asked for by hand' })
  const prune = (settledBefore: number, known: number[]) =>
    transfer.prune({ settledBefore, listKnown: async () => new Set(known), signal: new AbortController().signal })
  const left = async () =>
    (await transfer.list({ limit: 9 })).map(({ kind, from }) => `${kind} ${String(from.relPath)}`)
  assert.equal(await prune(0, []), 0)
  assert.equal(await prune(NEVER, [1, 2]), 1)
  assert.deepEqual(await left(), ['copy a', 'copy b', 'move c', 'undo b', 'undo a'])
  assert.equal(await prune(NEVER, []), 3)
  assert.deepEqual(await left(), ['undo b', 'undo a'])
  await transfer.emptyTrash({ olderThan: NEVER })
  assert.equal(await prune(NEVER, [1]), 0)
  assert.equal(await prune(NEVER, []), 2)
})
