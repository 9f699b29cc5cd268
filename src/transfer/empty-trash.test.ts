import assert from 'node:assert/strict'
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { openTempSqlite } from '../../test/databases.ts'
import { look, moveOf, openTestRoom, prepareAndRun, put, type TestRoom, treeOf } from '../../test/transfer-room.ts'
import type { Db } from '../db/db.ts'
import { toOf } from './store.ts'

const NEVER = Date.parse('2100-01-01T00:00:00Z')

async function trash(room: TestRoom, names: readonly string[]): Promise<number[]> {
  for (const name of names) put(room.inbox, name, 'x')
  const items = names.map((name) => ({
    from: { rootId: room.inbox.id, relPath: name },
    identity: look(room.inbox, name),
    ref: 'test',
  }))
  const ids = await room.db.tx((tx) => room.transfer.prepareTrash(tx, items))
  await room.transfer.run(ids)
  return ids
}

it('does not call purged what an undo has taken back while the trash was being emptied', async () => {
  await using db = await openTempSqlite()
  let undoFirst: (() => Promise<void>) | undefined
  const watched: Db = {
    ...db,
    read: db.read,
    async tx(work) {
      const undo = undoFirst
      undoFirst = undefined
      await undo?.()
      return db.tx(work)
    },
  }
  await using room = await openTestRoom({ db: watched })
  const [id] = await trash(room, ['a.jpg'])
  const row = await db.read.selectFrom('transfer_moves').selectAll().executeTakeFirstOrThrow()
  renameSync(join(room.inbox.path, String(toOf(row).relPath)), join(room.inbox.path, 'a.jpg'))
  undoFirst = () =>
    db.tx(async (tx) => void (await tx.updateTable('transfer_moves').set({ state: 'undone' }).execute()))
  assert.deepEqual(await room.transfer.emptyTrash({ olderThan: NEVER }), { files: 0, bytes: 0, kept: [] })
  assert.deepEqual(
    (await room.transfer.find([Number(id)])).map(({ state }) => state),
    ['undone'],
  )
})

it('stops at the file in hand when it is aborted', async () => {
  await using room = await openTestRoom()
  const ids = await trash(room, ['a.jpg', 'b.jpg', 'c.jpg'])
  const abort = new AbortController()
  const { signal } = abort
  let asked = 0
  // Between the first chunk's list and its files.
  signal.throwIfAborted = () => {
    if (asked++ === 0) queueMicrotask(() => abort.abort())
    else AbortSignal.prototype.throwIfAborted.call(signal)
  }
  await assert.rejects(room.transfer.emptyTrash({ olderThan: NEVER, signal }), { name: 'AbortError' })
  const states = new Set((await room.transfer.find(ids)).map(({ state }) => state))
  assert.deepEqual([...states], ['done'])
})

it('deletes what the undo of a copy or a link had put there, in its time and no sooner', async () => {
  await using room = await openTestRoom()
  const { inbox, archive, transfer } = room
  for (const name of ['a', 'b']) put(inbox, name, name)
  const { ids } = await prepareAndRun(room, [
    moveOf([inbox, 'a'], [archive, 'copy'], { kind: 'copy' }),
    moveOf([inbox, 'b'], [archive, 'link'], { kind: 'link' }),
  ])
  await transfer.undo(ids)
  assert.equal(Object.keys(treeOf(archive.path)).length, 2)
  assert.equal((await transfer.emptyTrash({ olderThan: 0 })).files, 0)
  assert.deepEqual(await transfer.emptyTrash({ olderThan: NEVER }), { files: 2, bytes: 2, kept: [] })
  assert.deepEqual(treeOf(archive.path), {})
  assert.ok(!existsSync(join(archive.path, '.patchbay-trash')))
  assert.deepEqual(treeOf(inbox.path), { a: 'a', b: 'b' })
  const states = (await transfer.list({ kind: 'undo', limit: 9 })).map(({ state }) => state)
  assert.deepEqual(states, ['purged', 'purged'])
})

it('does not say that a file which was deleted for good has been brought back', async () => {
  await using room = await openTestRoom()
  const ids = await trash(room, ['a.jpg'])
  await room.transfer.emptyTrash({ olderThan: NEVER })
  const outcomes = await room.transfer.undo(ids)
  assert.deepEqual([...outcomes.values()], [{ kind: 'purged' }])
  assert.deepEqual(treeOf(room.inbox.path), {})
})
