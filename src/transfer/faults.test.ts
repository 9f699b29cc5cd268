import assert from 'node:assert/strict'
import { chmodSync, chownSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { PortFaults } from '../../test/faults/file-port.ts'
import {
  moveOf,
  openTestRoom,
  prepareAndRun,
  put,
  sha256,
  tell,
  type TestRoom,
  treeOf,
} from '../../test/transfer-room.ts'

const portUrl = new URL('../../test/faults/file-port.ts', import.meta.url)

/** The movers read the faults when the first file call starts them. */
async function openFaultyRoom(faults: PortFaults): Promise<TestRoom> {
  process.env['PATCHBAY_TEST_FAULTS'] = JSON.stringify(faults)
  return openTestRoom({ options: { portUrl, threads: 1 } })
}

const across: PortFaults = { otherDisk: '/archive' }
const names = ['a.jpg', 'b.jpg', 'c.jpg']

function fill(room: TestRoom) {
  for (const name of names) put(room.inbox, name, `bytes of ${name}`)
  return names.map((name) => moveOf([room.inbox, name], [room.archive, `2021/${name}`]))
}

const everyOutcome = (outcomes: Map<number, { kind: string }>): string[] => [...outcomes.values()].map(tell)

describe('the journaled move on disks that fail', () => {
  it('copies to another disk, reads back, and keeps time, mode and owner', async () => {
    await using room = await openFaultyRoom(across)
    const moves = fill(room)
    chmodSync(join(room.inbox.path, 'a.jpg'), 0o640)
    const isRoot = process.getuid?.() === 0
    if (isRoot) chownSync(join(room.inbox.path, 'a.jpg'), 1234, 1235)
    moves[0] = moveOf([room.inbox, 'a.jpg'], [room.archive, '2021/a.jpg'])
    const before = treeOf(room.inbox.path)
    const { ids, kinds } = await prepareAndRun(room, moves)
    assert.deepEqual(kinds, ['done', 'done', 'done'])
    const stat = lstatSync(join(room.archive.path, '2021/a.jpg'))
    assert.equal(stat.mode & 0o777, 0o640)
    if (isRoot) assert.deepEqual([stat.uid, stat.gid], [1234, 1235])
    assert.equal(Math.floor(stat.mtimeMs), Date.parse('2021-07-01T10:20:30.456Z'))
    assert.deepEqual(readdirSync(join(room.archive.path, '2021')).toSorted(), names)
    const [first] = await room.transfer.find(ids)
    assert.equal(first?.sha256, sha256('bytes of a.jpg'))
    assert.deepEqual(everyOutcome(await room.transfer.undo(ids)), ['undone', 'undone', 'undone'])
    assert.deepEqual(treeOf(room.inbox.path), before)
    assert.equal(Math.floor(lstatSync(join(room.inbox.path, 'a.jpg')).mtimeMs), Date.parse('2021-07-01T10:20:30.456Z'))
  })

  it('undoes two moves one after the other when the second went to another disk, and leaves nothing between', async () => {
    for (const otherDisk of ['/archive', '/inbox/batch']) {
      await using room = await openFaultyRoom({ otherDisk })
      put(room.inbox, 'a.jpg', 'a')
      const to = ['batch/a.jpg', 'there.jpg'] as const
      const take = moveOf([room.inbox, 'a.jpg'], [room.inbox, to[0]], { sha256: sha256('a') })
      const taken = await prepareAndRun(room, [take])
      const sorted = await prepareAndRun(room, [moveOf([room.inbox, to[0]], [room.archive, to[1]])])
      assert.deepEqual([...taken.kinds, ...sorted.kinds], ['done', 'done'])
      // Takes the inode that is free now.
      put(room.inbox, 'new.jpg', 'n')
      for (const { ids } of [sorted, taken]) assert.deepEqual(everyOutcome(await room.transfer.undo(ids)), ['undone'])
      assert.deepEqual(treeOf(room.folder), { 'inbox/a.jpg': 'a', 'inbox/new.jpg': 'n' })
    }
  })

  it('refuses a copy that reads back otherwise, removes it, and keeps the source', async () => {
    await using room = await openFaultyRoom({ ...across, corrupt: true })
    const moves = fill(room)
    const { kinds } = await prepareAndRun(room, moves)
    assert.deepEqual(kinds, ['copy-differs', 'copy-differs', 'copy-differs'])
    assert.deepEqual(
      Object.keys(treeOf(room.folder)),
      names.map((name) => `inbox/${name}`),
    )
  })

  it('writes a new temporary file after one failed sync, and refuses after two', async () => {
    for (const [times, kind] of [
      [1, 'done'],
      [2, 'io-error'],
    ] as const) {
      await using room = await openFaultyRoom({ ...across, fail: { call: 'sync', errno: 'EIO', from: 1, times } })
      fill(room)
      const { kinds } = await prepareAndRun(room, [moveOf([room.inbox, 'a.jpg'], [room.archive, 'a.jpg'])])
      assert.deepEqual(kinds, [kind])
      const expected = kind === 'done' ? 'archive/a.jpg' : 'inbox/a.jpg'
      assert.deepEqual(Object.keys(treeOf(room.folder)).toSorted(), [expected, 'inbox/b.jpg', 'inbox/c.jpg'].toSorted())
    }
  })

  it('takes names back whose folder could not be synced, and gives them when it can', async () => {
    await using room = await openFaultyRoom({ fail: { call: 'sync', errno: 'EIO', from: 1, times: 1 } })
    const moves = fill(room)
    const { ids, kinds } = await prepareAndRun(room, moves)
    assert.deepEqual(kinds, ['io-error', 'io-error', 'io-error'])
    assert.deepEqual(
      Object.keys(treeOf(room.folder)),
      names.map((name) => `inbox/${name}`),
    )
    assert.deepEqual(everyOutcome(await room.transfer.run(ids)), ['done', 'done', 'done'])
  })

  it('waits when the disk is full, changes nothing, and goes on when there is space', async () => {
    await using room = await openFaultyRoom({ ...across, fail: { call: 'write', errno: 'ENOSPC', from: 2, times: 1 } })
    const ids = await room.db.tx((tx) => room.transfer.prepare(tx, fill(room)))
    await assert.rejects(room.transfer.run(ids), { code: 'transfer/disk-full', isRetryable: true })
    const tree = Object.keys(treeOf(room.folder))
    assert.deepEqual(tree.length, 3, tree.join())
    assert.ok(!tree.some((path) => path.endsWith('.part')))
    assert.deepEqual(everyOutcome(await room.transfer.run(ids)), ['done', 'done', 'done'])
  })

  it('asks for the space that it needs, and the reserve, before it writes', async () => {
    process.env['PATCHBAY_TEST_FAULTS'] = JSON.stringify(across)
    await using room = await openTestRoom({ options: { portUrl, reserveBytes: Number.MAX_SAFE_INTEGER } })
    const ids = await room.db.tx((tx) => room.transfer.prepare(tx, fill(room)))
    await assert.rejects(room.transfer.run(ids), (error: { code: string; params: Record<string, number> }) => {
      assert.equal(error.code, 'transfer/disk-full')
      return Number(error.params['neededBytes']) > Number(error.params['freeBytes'])
    })
    assert.deepEqual(everyOutcome(new Map((await room.transfer.find(ids)).map((move) => [move.id, move.outcome]))), [
      'waiting',
      'waiting',
      'waiting',
    ])
  })

  it('moves to disks that know no hard links without ever overwriting', async () => {
    await using room = await openFaultyRoom({ noLinks: true })
    put(room.archive, '2021/b.jpg', 'in the way')
    const moves = fill(room)
    const { ids, kinds } = await prepareAndRun(room, moves)
    assert.deepEqual(kinds, ['done', 'conflict', 'done'])
    assert.equal(treeOf(room.archive.path)['2021/b.jpg'], 'in the way')
    assert.deepEqual([...(await room.transfer.undo(ids.filter((_, i) => i !== 1))).values()].map(tell), [
      'undone',
      'undone',
    ])
    assert.deepEqual(Object.keys(treeOf(room.folder)), ['archive/2021/b.jpg', ...names.map((name) => `inbox/${name}`)])
  })

  it('takes the target back when the source may not be removed', async () => {
    await using room = await openFaultyRoom({ fail: { call: 'unlink', errno: 'EPERM', from: 1, times: 1 } })
    const moves = fill(room)
    const { ids, kinds } = await prepareAndRun(room, moves)
    assert.deepEqual(kinds, ['no-permission', 'done', 'done'])
    assert.deepEqual(Object.keys(treeOf(room.folder)), ['archive/2021/b.jpg', 'archive/2021/c.jpg', 'inbox/a.jpg'])
    assert.deepEqual(everyOutcome(await room.transfer.run(ids)), ['done', 'done', 'done'])
  })

  it(
    'is refused by the permissions of folders as another account',
    { skip: process.getuid?.() === 0 ? false : 'needs root to become another account' },
    async () => {
      await using room = await openFaultyRoom({})
      const moves = fill(room)
      chmodSync(room.folder, 0o755)
      for (const root of [room.inbox, room.archive]) chmodSync(root.path, 0o755)
      chownSync(room.inbox.path, 65534, 65534)
      for (const name of names) chownSync(join(room.inbox.path, name), 65534, 65534)
      const owned = moves.map((_, i) => moveOf([room.inbox, names[i] as string], [room.archive, `2021/${names[i]}`]))
      process.seteuid?.(65534)
      try {
        const { ids, kinds } = await prepareAndRun(room, owned)
        assert.deepEqual(kinds, ['no-permission', 'no-permission', 'no-permission'])
        process.seteuid?.(0)
        chownSync(room.archive.path, 65534, 65534)
        process.seteuid?.(65534)
        assert.deepEqual(everyOutcome(await room.transfer.run(ids)), ['done', 'done', 'done'])
      } finally {
        process.seteuid?.(0)
      }
    },
  )

  it('stops a copy in the middle when it is aborted, and leaves nothing behind', async () => {
    await using room = await openFaultyRoom(across)
    put(room.inbox, 'large.mp4', Buffer.alloc(64 << 20, 7))
    const ids = await room.db.tx((tx) =>
      room.transfer.prepare(tx, [moveOf([room.inbox, 'large.mp4'], [room.archive, 'large.mp4'])]),
    )
    const abort = new AbortController()
    const running = room.transfer.run(ids, { signal: abort.signal })
    while (!readdirSync(room.archive.path).some((name) => name.endsWith('.part')))
      await new Promise((resolve) => setImmediate(resolve))
    abort.abort(new Error('enough'))
    await assert.rejects(running, { message: 'enough' })
    assert.deepEqual(readdirSync(room.archive.path), ['.patchbay-root'])
    assert.deepEqual(everyOutcome(await room.transfer.run(ids)), ['done'])
  })
})
