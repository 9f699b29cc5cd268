import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { lstatSync, mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { moveOf, openTestRoom, prepareAndRun, put, tell, treeOf } from '../../test/transfer-room.ts'

const INSIDE = process.env['PATCHBAY_TEST_MOUNTS'] === '1'
const mount = (...args: string[]): void => void execFileSync('mount', args)

/** Real mounts, in a mount namespace of their own, so that nothing outside of the test sees them. */
describe('the journaled move between real mounts', { skip: INSIDE ? false : 'runs again in a mount namespace' }, () => {
  const withFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-mounts-'))
    for (const name of ['inbox', 'archive']) mkdirSync(join(folder, name))
    try {
      await work(folder)
    } finally {
      for (const name of ['inbox', 'archive']) spawnSync('umount', [join(folder, name)])
      rmSync(folder, { recursive: true, force: true })
    }
  }

  it('crosses a bind mount on one disk, where rename and link fail, both ways', () =>
    withFolder(async (folder) => {
      mount('--bind', join(folder, 'archive'), join(folder, 'archive'))
      await using room = await openTestRoom({ folder })
      const names = Array.from({ length: 25 }, (_, i) => `${i}.jpg`)
      for (const [i, name] of names.entries()) put(room.inbox, name, Buffer.alloc(i * 100_003, i))
      const before = treeOf(room.inbox.path)
      const { ids, kinds } = await prepareAndRun(
        room,
        names.map((name) => moveOf([room.inbox, name], [room.archive, `x/${name}`])),
      )
      assert.deepEqual(new Set(kinds), new Set(['done']))
      assert.deepEqual(treeOf(join(room.archive.path, 'x')), before)
      assert.deepEqual(treeOf(room.inbox.path), {})
      assert.deepEqual(new Set([...(await room.transfer.undo(ids)).values()].map(tell)), new Set(['undone']))
      assert.deepEqual(treeOf(room.inbox.path), before)
      assert.deepEqual(treeOf(room.archive.path), {})
    }))

  it('waits for space on a full disk, and for inodes', () =>
    withFolder(async (folder) => {
      mount('-t', 'tmpfs', '-o', 'size=2m,nr_inodes=12', 'tmpfs', join(folder, 'archive'))
      await using room = await openTestRoom({ folder })
      writeFileSync(join(room.archive.path, 'ballast'), Buffer.alloc(1_500_000))
      put(room.inbox, 'large.mp4', Buffer.alloc(1_000_000, 1))
      const ids = await room.db.tx((tx) =>
        room.transfer.prepare(tx, [moveOf([room.inbox, 'large.mp4'], [room.archive, 'large.mp4'])]),
      )
      await assert.rejects(room.transfer.run(ids), { code: 'transfer/disk-full' })
      assert.deepEqual(Object.keys(treeOf(folder)), ['archive/ballast', 'inbox/large.mp4'])
      unlinkSync(join(room.archive.path, 'ballast'))
      assert.deepEqual([...(await room.transfer.run(ids)).values()].map(tell), ['done'])
      const small = Array.from({ length: 15 }, (_, i) => `${i}.jpg`)
      for (const name of small) put(room.inbox, name, name)
      const more = await room.db.tx((tx) =>
        room.transfer.prepare(
          tx,
          small.map((name) => moveOf([room.inbox, name], [room.archive, name])),
        ),
      )
      await assert.rejects(room.transfer.run(more), { code: 'transfer/disk-full' })
      const files = Object.keys(treeOf(folder))
      assert.equal(files.length, 16, files.join())
      assert.ok(!files.some((path) => path.endsWith('.part')))
    }))

  it('waits while the target can only be read, and leaves a source that can only be read', () =>
    withFolder(async (folder) => {
      for (const name of ['inbox', 'archive']) mount('--bind', join(folder, name), join(folder, name))
      await using room = await openTestRoom({ folder })
      put(room.inbox, 'a.jpg', 'a')
      const ids = await room.db.tx((tx) =>
        room.transfer.prepare(tx, [moveOf([room.inbox, 'a.jpg'], [room.archive, 'a.jpg'])]),
      )
      mount('-o', 'remount,ro,bind', room.archive.path)
      await assert.rejects(room.transfer.run(ids), { code: 'transfer/read-only' })
      mount('-o', 'remount,rw,bind', room.archive.path)
      mount('-o', 'remount,ro,bind', room.inbox.path)
      assert.deepEqual([...(await room.transfer.run(ids)).values()].map(tell), ['no-permission'])
      assert.deepEqual(Object.keys(treeOf(folder)), ['inbox/a.jpg'])
      mount('-o', 'remount,rw,bind', room.inbox.path)
      assert.deepEqual([...(await room.transfer.run(ids)).values()].map(tell), ['done'])
    }))

  it('sees that a disk was unmounted under it, and writes nothing into the empty mount point', () =>
    withFolder(async (folder) => {
      mount('-t', 'tmpfs', 'tmpfs', join(folder, 'archive'))
      await using room = await openTestRoom({ folder })
      put(room.inbox, 'a.jpg', 'a')
      const ids = await room.db.tx((tx) =>
        room.transfer.prepare(tx, [moveOf([room.inbox, 'a.jpg'], [room.archive, 'a.jpg'])]),
      )
      assert.equal((await room.roots.check(room.archive.id)).kind, 'online')
      execFileSync('umount', [room.archive.path])
      assert.deepEqual(await room.roots.check(room.archive.id), { kind: 'offline', reason: 'not-mounted' })
      await assert.rejects(room.transfer.run(ids), { code: 'transfer/root-offline' })
      assert.deepEqual(Object.keys(treeOf(folder)), ['inbox/a.jpg'])
      assert.equal(lstatSync(join(folder, 'inbox/a.jpg')).size, 1)
    }))
})

const missing =
  process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0 ? false : 'needs root and unshare'
describe('in a mount namespace', { skip: INSIDE ? 'is in one' : missing }, () => {
  it('holds between real mounts', () => {
    const env: NodeJS.ProcessEnv = { ...process.env, PATCHBAY_TEST_MOUNTS: '1' }
    delete env['NODE_TEST_CONTEXT']
    const run = spawnSync('unshare', ['-m', process.execPath, '--test', fileURLToPath(import.meta.url)], {
      env,
      encoding: 'utf8',
    })
    assert.equal(run.status, 0, run.stdout)
  })
})
