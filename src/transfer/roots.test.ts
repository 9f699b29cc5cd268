import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, it } from 'node:test'
import { onEachDatabase } from '../../test/databases.ts'
import { look, moveOf, put, transferOver } from '../../test/transfer-room.ts'
import { listOpenCards } from '../attention/store.ts'
import { insertRoot } from './root-store.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'patchbay-roots-')))
  for (const name of ['inbox', 'archive', 'archive/inside']) mkdirSync(join(folder, name))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

onEachDatabase('roots', (open) => {
  it('marks a folder and knows it again', async () => {
    await using db = await open()
    await using room = transferOver(db)
    const root = await room.roots.add({ name: 'inbox', path: join(folder, 'inbox') })
    assert.equal(readFileSync(join(folder, 'inbox/.patchbay-root'), 'utf8').trim(), root.marker)
    assert.deepEqual(await room.roots.add({ name: 'inbox', path: join(folder, 'inbox') }), root)
    assert.deepEqual(await room.roots.get(root.id), root)
    assert.equal((await room.roots.check(root.id)).kind, 'online')
    await assert.rejects(room.roots.get(root.id + 1), { code: 'root/unknown' })
  })

  it('knows a folder again that was moved with its marker, and no copy of one that stayed', async () => {
    await using db = await open()
    await using room = transferOver(db)
    const root = await room.roots.add({ name: 'inbox', path: join(folder, 'inbox') })
    mkdirSync(join(folder, 'copy'))
    writeFileSync(join(folder, 'copy/.patchbay-root'), `${root.marker}\n`)
    await assert.rejects(room.roots.add({ name: 'inbox', path: join(folder, 'copy') }), { code: 'root/name-taken' })
    renameSync(join(folder, 'inbox'), join(folder, 'moved'))
    const moved = await room.roots.add({ name: 'inbox', path: join(folder, 'moved') })
    assert.deepEqual(moved, { ...root, path: join(folder, 'moved') })
    assert.equal((await room.roots.check(root.id)).kind, 'online')
  })

  it('goes on where a crash came between the row and the marker', async () => {
    await using db = await open()
    await using room = transferOver(db)
    const marker = '0123456789abcdef0123456789abcdef'
    await db.tx((tx) => insertRoot(tx, { name: 'inbox', path: join(folder, 'inbox'), marker, wasMount: false, now: 1 }))
    writeFileSync(join(folder, 'inbox/.patchbay-root'), '')
    const root = await room.roots.add({ name: 'inbox', path: join(folder, 'inbox') })
    assert.equal(root.marker, marker)
    assert.equal((await room.roots.check(root.id)).kind, 'online')
  })

  it('takes away what a crash left of writing the marker, before it stood and after', async () => {
    await using db = await open()
    await using room = transferOver(db)
    for (const standing of [undefined, '0123456789abcdef0123456789abcdef']) {
      const marker = standing ?? 'fedcba9876543210fedcba9876543210'
      const path = join(folder, standing === undefined ? 'archive' : 'inbox')
      await db.tx((tx) => insertRoot(tx, { name: path, path, marker, wasMount: false, now: 1 }))
      writeFileSync(join(path, '.patchbay-root.part'), marker)
      if (standing !== undefined) writeFileSync(join(path, '.patchbay-root'), marker)
      assert.equal((await room.roots.add({ name: path, path })).marker, marker)
      assert.equal(existsSync(join(path, '.patchbay-root.part')), false)
    }
  })

  it('refuses folders that overlap, through a symlink too, and those of another', async () => {
    await using db = await open()
    await using room = transferOver(db)
    await room.roots.add({ name: 'archive', path: join(folder, 'archive') })
    symlinkSync(join(folder, 'archive/inside'), join(folder, 'door'))
    const refuses = (name: string, path: string, code: string) =>
      assert.rejects(room.roots.add({ name, path }), { code }, path)
    await refuses('a', join(folder, 'archive'), 'root/overlaps')
    await refuses('a', join(folder, 'archive/inside'), 'root/overlaps')
    await refuses('a', join(folder, 'door'), 'root/overlaps')
    await refuses('a', folder, 'root/overlaps')
    await refuses('archive', join(folder, 'inbox'), 'root/name-taken')
    await refuses('a', 'inbox', 'root/not-absolute')
    await refuses('a', join(folder, 'nowhere'), 'root/missing')
    writeFileSync(join(folder, 'file'), '')
    await refuses('a', join(folder, 'file'), 'root/not-a-folder')
    writeFileSync(join(folder, 'inbox/.patchbay-root'), 'of another\n')
    await refuses('a', join(folder, 'inbox'), 'root/marker-foreign')
  })

  it('tells why a root is offline, raises it for a person, and takes that back', async () => {
    await using db = await open()
    await using room = transferOver(db)
    const root = await room.roots.add({ name: 'inbox', path: join(folder, 'inbox') })
    const marker = join(root.path, '.patchbay-root')
    const cards = async () => (await listOpenCards(db.read, 0, { snoozed: true })).map((card) => card.code)
    const expectOffline = async (reason: string) => {
      const status = await room.roots.check(root.id)
      assert.equal(status.kind === 'offline' ? status.reason : status.kind, reason)
      assert.deepEqual(await cards(), [`root-offline.${reason}`])
      await assert.rejects(room.roots.requireOnline(root.id), { code: 'transfer/root-offline', isRetryable: true })
    }
    unlinkSync(marker)
    await expectOffline('marker-missing')
    writeFileSync(marker, 'of another')
    await expectOffline('marker-foreign')
    writeFileSync(marker, root.marker)
    assert.equal((await room.roots.check(root.id)).kind, 'online')
    assert.deepEqual(await cards(), [])
    await db.tx((tx) => room.roots.expectFiles(tx, root.id, 3))
    await expectOffline('empty')
    writeFileSync(join(root.path, 'a.jpg'), 'a')
    await room.roots.requireOnline(root.id)
    renameSync(root.path, join(folder, 'elsewhere'))
    await expectOffline('missing')
    writeFileSync(root.path, 'a file')
    await expectOffline('not-a-folder')
  })

  it('lets a folder go: it is in nobody’s way, is still known, and comes back as the same root', async () => {
    await using db = await open()
    await using room = transferOver(db)
    const path = join(folder, 'archive/inside')
    const inside = await room.roots.add({ name: 'inside', path })
    unlinkSync(join(path, '.patchbay-root'))
    assert.equal((await room.roots.check(inside.id)).kind, 'offline')
    const cards = async () => (await listOpenCards(db.read, 0, { snoozed: true })).length
    assert.equal(await cards(), 1)
    assert.equal(await db.tx((tx) => room.roots.retire(tx, inside.id)), true)
    assert.deepEqual(await room.roots.get(inside.id), { ...inside, isRetired: true })
    assert.equal((await room.roots.check(inside.id)).kind, 'offline')
    assert.equal(await cards(), 0, 'nobody is told about a folder that nobody uses')
    const around = await room.roots.add({ name: 'archive', path: join(folder, 'archive') })
    await assert.rejects(room.roots.add({ name: 'inside', path }), { code: 'root/overlaps' })
    await db.tx((tx) => room.roots.retire(tx, around.id))
    assert.deepEqual(await room.roots.add({ name: 'other name', path }), { ...inside, name: 'other name' })
    assert.equal((await room.roots.check(inside.id)).kind, 'online')
  })

  it('does not take a folder back that lost its marker with the files that it had', async () => {
    await using db = await open()
    await using room = transferOver(db)
    const root = await room.roots.add({ name: 'archive', path: join(folder, 'archive') })
    await db.tx(async (tx) => {
      await room.roots.expectFiles(tx, root.id, 3)
      await room.roots.retire(tx, root.id)
    })
    unlinkSync(join(root.path, '.patchbay-root'))
    assert.deepEqual(await room.roots.add({ name: 'archive', path: root.path }), root)
    const status = await room.roots.check(root.id)
    assert.equal(status.kind === 'offline' ? status.reason : status.kind, 'marker-missing')
  })

  it('keeps a folder while files are moved from or to it, and lets it go when they are', async () => {
    await using db = await open()
    await using room = transferOver(db, { reserveBytes: 0 })
    const inbox = await room.roots.add({ name: 'inbox', path: join(folder, 'inbox') })
    const archive = await room.roots.add({ name: 'archive', path: join(folder, 'archive') })
    put(inbox, 'a.jpg', 'a')
    const ids = await db.tx((tx) => room.transfer.prepare(tx, [moveOf([inbox, 'a.jpg'], [archive, 'a.jpg'])]))
    for (const { id } of [inbox, archive]) assert.equal(await db.tx((tx) => room.roots.retire(tx, id)), false)
    assert.equal((await room.roots.get(inbox.id)).isRetired, false)
    await room.transfer.run(ids)
    for (const { id } of [inbox, archive]) assert.equal(await db.tx((tx) => room.roots.retire(tx, id)), true)
    await room.transfer.undo(ids)
    assert.equal(look(inbox, 'a.jpg').size, 1, 'what was moved before can be undone')
  })

  it('gives the name of a folder that went to another', async () => {
    await using db = await open()
    await using room = transferOver(db)
    const old = await room.roots.add({ name: 'inbox', path: join(folder, 'inbox') })
    await db.tx((tx) => room.roots.retire(tx, old.id))
    const fresh = await room.roots.add({ name: 'inbox', path: join(folder, 'archive') })
    assert.notEqual(fresh.id, old.id)
    assert.equal(fresh.name, 'inbox')
    assert.match((await room.roots.get(old.id)).name, /inbox \(/)
  })
})
