import assert from 'node:assert/strict'
import { linkSync, lstatSync, mkdirSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { onEachDatabase } from '../../test/databases.ts'
import { manualClock } from '../kernel/clock.ts'
import {
  look,
  moveOf,
  openTestRoom,
  prepareAndRun,
  put,
  putAt,
  sha256,
  tell,
  treeOf,
} from '../../test/transfer-room.ts'

onEachDatabase('the journaled move', (open) => {
  it('files a folder of files and brings names, bytes and times back', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    const names = Array.from({ length: 30 }, (_, i) => `camera/IMG_${i}.JPG`)
    for (const [i, name] of names.entries())
      putAt(room.inbox, name, { content: `photo ${i}`, mtimeMs: 1_600_000_000_123 + i })
    const before = treeOf(room.folder)
    const { ids, kinds } = await prepareAndRun(
      room,
      names.map((name, i) =>
        moveOf([room.inbox, name], [room.archive, `2020/0${i % 9}/IMG_${i}.JPG`], { sha256: sha256(`photo ${i}`) }),
      ),
    )
    assert.deepEqual(new Set(kinds), new Set(['done']))
    assert.equal(treeOf(room.inbox.path)['camera/IMG_3.JPG'], undefined)
    assert.equal(treeOf(room.archive.path)['2020/03/IMG_3.JPG'], 'photo 3')
    const undone = await room.transfer.undo(ids)
    assert.deepEqual(new Set([...undone.values()].map(tell)), new Set(['undone']))
    assert.deepEqual(treeOf(room.folder), before)
    assert.equal(lstatSync(join(room.inbox.path, 'camera/IMG_7.JPG')).mtimeMs, 1_600_000_000_130)
    assert.throws(
      () => lstatSync(join(room.archive.path, '2020')),
      { code: 'ENOENT' },
      'folders that the move made are gone',
    )
  })

  it('answers from the rows when it is run or undone again', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    put(room.inbox, 'a.jpg', 'a')
    const { ids } = await prepareAndRun(room, [moveOf([room.inbox, 'a.jpg'], [room.archive, 'a.jpg'])])
    const again = await room.transfer.run(ids)
    assert.deepEqual([...again.values()].map(tell), ['done'])
    await room.transfer.undo(ids)
    assert.deepEqual([...(await room.transfer.undo(ids)).values()].map(tell), ['undone'])
    assert.deepEqual(treeOf(room.inbox.path), { 'a.jpg': 'a' })
  })

  it('never overwrites: other bytes under that name, or one that differs by case or Unicode form, are a conflict', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    put(room.archive, 'A.JPG', 'old')
    put(room.archive, 'caf\u00e9.jpg', 'old')
    put(room.archive, 'same.jpg', 'old')
    for (const name of ['a.jpg', 'cafe\u0301.jpg', 'same.jpg']) put(room.inbox, name, 'new')
    const moves = ['a.jpg', 'cafe\u0301.jpg', 'same.jpg'].map((name) =>
      moveOf([room.inbox, name], [room.archive, name]),
    )
    const before = treeOf(room.folder)
    const { kinds } = await prepareAndRun(room, moves)
    assert.deepEqual(kinds, ['conflict', 'conflict', 'conflict'])
    assert.deepEqual(treeOf(room.folder), before)
  })

  it('calls the same bytes at the target already there, and trashes the source only when asked', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    put(room.archive, 'x.jpg', 'same')
    put(room.inbox, 'kept.jpg', 'same')
    put(room.inbox, 'trashed.jpg', 'same')
    const { ids, outcomes } = await prepareAndRun(room, [
      moveOf([room.inbox, 'kept.jpg'], [room.archive, 'x.jpg']),
      moveOf([room.inbox, 'trashed.jpg'], [room.archive, 'X.jpg'], { onIdentical: 'trash' }),
    ])
    assert.deepEqual(outcomes.get(Number(ids[0])), { kind: 'already-there', relPath: 'x.jpg', source: 'kept' })
    assert.deepEqual(outcomes.get(Number(ids[1])), { kind: 'already-there', relPath: 'x.jpg', source: 'trashed' })
    assert.deepEqual(
      Object.keys(treeOf(room.inbox.path))
        .map((name) => name.split('/').at(-1))
        .toSorted(),
      ['kept.jpg', 'trashed.jpg'],
    )
    assert.equal(treeOf(room.inbox.path)['trashed.jpg'], undefined)
    assert.equal(tell((await room.transfer.undo([Number(ids[1])])).get(Number(ids[1]))), 'undone')
    assert.equal(treeOf(room.inbox.path)['trashed.jpg'], 'same')
  })

  it('makes a hard-linked file one of its own, which no other name can change', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    put(room.inbox, 'a.jpg', 'picture')
    linkSync(join(room.inbox.path, 'a.jpg'), join(room.inbox.path, 'b.jpg'))
    linkSync(join(room.inbox.path, 'a.jpg'), join(room.folder, 'elsewhere.jpg'))
    const moves = ['a.jpg', 'b.jpg'].map((name) =>
      moveOf([room.inbox, name], [room.archive, name], { sha256: sha256('picture') }),
    )
    const { ids, kinds } = await prepareAndRun(room, moves)
    assert.deepEqual(kinds, ['done', 'done'])
    writeFileSync(join(room.folder, 'elsewhere.jpg'), ' edited', { flag: 'a' })
    for (const name of ['a.jpg', 'b.jpg']) {
      assert.equal(treeOf(room.archive.path)[name], 'picture')
      assert.equal(lstatSync(join(room.archive.path, name)).nlink, 1)
      assert.equal(treeOf(room.inbox.path)[name], undefined)
    }
    await room.transfer.undo(ids)
    assert.deepEqual([treeOf(room.inbox.path)['a.jpg'], treeOf(room.inbox.path)['b.jpg']], ['picture', 'picture'])
  })

  it('meets the first of two files of one run that want one name', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    for (const [name, text] of [
      ['1.jpg', 'one'],
      ['2.jpg', 'two'],
      ['3.jpg', 'one'],
    ] as const)
      put(room.inbox, name, text)
    const { kinds } = await prepareAndRun(
      room,
      ['1.jpg', '2.jpg', '3.jpg'].map((name, i) =>
        moveOf([room.inbox, name], [room.archive, i === 1 ? 'P.JPG' : 'p.jpg']),
      ),
    )
    assert.deepEqual(kinds, ['done', 'conflict', 'already-there'])
  })

  it('leaves what changed, vanished, or is no file', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    for (const name of ['changed.jpg', 'gone.jpg', 'link.jpg', 'rotten.jpg', 'good.jpg']) put(room.inbox, name, name)
    const moves = ['changed.jpg', 'gone.jpg', 'link.jpg', 'rotten.jpg', 'good.jpg'].map((name) =>
      moveOf([room.inbox, name], [room.archive, name], { sha256: sha256(name === 'rotten.jpg' ? 'other' : name) }),
    )
    writeFileSync(join(room.inbox.path, 'changed.jpg'), 'another')
    unlinkSync(join(room.inbox.path, 'gone.jpg'))
    unlinkSync(join(room.inbox.path, 'link.jpg'))
    symlinkSync('good.jpg', join(room.inbox.path, 'link.jpg'))
    const { kinds } = await prepareAndRun(room, moves, { verify: 'full' })
    assert.deepEqual(kinds, ['source-changed', 'missing', 'not-a-file', 'source-changed', 'done'])
    assert.equal(treeOf(room.inbox.path)['changed.jpg'], 'another')
    assert.deepEqual(treeOf(room.archive.path), { 'good.jpg': 'good.jpg' })
  })

  it('places a group whole or not at all', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    put(room.archive, 'a.mov', 'in the way')
    for (const name of ['a.heic', 'a.mov', 'a.xmp', 'b.heic', 'b.mov']) put(room.inbox, name, name)
    const moves = ['a.heic', 'a.mov', 'a.xmp', 'b.heic', 'b.mov'].map((name) =>
      moveOf([room.inbox, name], [room.archive, name], { group: name[0] as string }),
    )
    const { ids, kinds, outcomes } = await prepareAndRun(room, moves)
    assert.deepEqual(kinds, ['group-held', 'conflict', 'group-held', 'done', 'done'])
    assert.deepEqual(outcomes.get(Number(ids[0])), {
      kind: 'refused',
      refusal: { code: 'group-held', params: { member: 'a.mov' } },
    })
    assert.deepEqual(Object.keys(treeOf(room.archive.path)), ['a.mov', 'b.heic', 'b.mov'])
    unlinkSync(join(room.archive.path, 'a.mov'))
    assert.deepEqual([...(await room.transfer.run(ids)).values()].map(tell), ['done', 'done', 'done', 'done', 'done'])
  })

  it('undoes file by file, and refuses what a person changed since', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    for (const name of ['edited.jpg', 'touched.jpg', 'gone.jpg', 'occupied.jpg', 'fine.jpg'])
      put(room.inbox, name, name)
    const names = ['edited.jpg', 'touched.jpg', 'gone.jpg', 'occupied.jpg', 'fine.jpg']
    const { ids } = await prepareAndRun(
      room,
      names.map((name) => moveOf([room.inbox, name], [room.archive, name], { sha256: sha256(name) })),
    )
    const { mtime } = lstatSync(join(room.archive.path, 'edited.jpg'))
    writeFileSync(join(room.archive.path, 'edited.jpg'), 'EDITED.jpg')
    utimesSync(join(room.archive.path, 'edited.jpg'), mtime, mtime)
    utimesSync(join(room.archive.path, 'touched.jpg'), 1, 1)
    unlinkSync(join(room.archive.path, 'gone.jpg'))
    put(room.inbox, 'occupied.jpg', 'someone else')
    const undone = await room.transfer.undo(ids)
    assert.deepEqual(
      ids.map((id) => tell(undone.get(id))),
      ['changed-since', 'undone', 'missing', 'conflict', 'undone'],
    )
    assert.equal(lstatSync(join(room.inbox.path, 'touched.jpg')).mtimeMs, Date.parse('2021-07-01T10:20:30.456Z'))
    assert.equal(treeOf(room.inbox.path)['occupied.jpg'], 'someone else')
    assert.equal(treeOf(room.archive.path)['edited.jpg'], 'EDITED.jpg')
  })

  it('moves one name of a hard-linked file and leaves the others', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    put(room.inbox, 'a.jpg', 'a')
    linkSync(join(room.inbox.path, 'a.jpg'), join(room.inbox.path, 'second.jpg'))
    const { kinds } = await prepareAndRun(room, [moveOf([room.inbox, 'a.jpg'], [room.archive, 'a.jpg'])])
    assert.deepEqual(kinds, ['done'])
    assert.deepEqual(treeOf(room.folder), { 'archive/a.jpg': 'a', 'inbox/second.jpg': 'a' })
  })

  it('changes only the case of a name, and empty files travel too', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    put(room.inbox, 'IMG.JPG', '')
    const { kinds } = await prepareAndRun(room, [moveOf([room.inbox, 'IMG.JPG'], [room.inbox, 'img.jpg'])])
    assert.deepEqual(kinds, ['done'])
    assert.deepEqual(treeOf(room.inbox.path), { 'img.jpg': '' })
  })

  it('tells when a copy was read back, and nothing of a file that only got another name', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    for (const name of ['a.jpg', 'b.jpg']) put(room.inbox, name, name)
    const { ids, outcomes } = await prepareAndRun(room, [
      moveOf([room.inbox, 'a.jpg'], [room.archive, 'a.jpg'], { kind: 'copy' }),
      moveOf([room.inbox, 'b.jpg'], [room.archive, 'b.jpg']),
    ])
    const { dev, ino, size, mtimeNs } = look(room.archive, 'a.jpg')
    const copy = { identity: `${dev}:${ino}:${size}:${mtimeNs}:`, readBackAt: manualClock().now() }
    assert.deepEqual(
      ids.map((id) => outcomes.get(id)),
      [
        { kind: 'done', sha256: sha256('a.jpg'), copy },
        { kind: 'done', sha256: undefined, copy: undefined },
      ],
    )
  })

  it('quarantines a name that is not UTF-8 and gives it back byte by byte', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    const raw = Buffer.from([0xff, 0xfe, 0x2e, 0x6d, 0x70, 0x33])
    writeFileSync(Buffer.concat([Buffer.from(`${room.inbox.path}/`), raw]), 'song')
    const item = { from: { rootId: room.inbox.id, relPath: raw }, identity: look(room.inbox, raw), ref: 'test' }
    const ids = await db.tx((tx) => room.transfer.prepareQuarantine(tx, [item]))
    assert.deepEqual([...(await room.transfer.run(ids)).values()].map(tell), ['done'])
    const [path] = Object.keys(treeOf(room.inbox.path))
    assert.match(String(path), /^\.patchbay-quarantine\/2026-03-01\/[0-9a-f]{8}-_xff_xfe\.mp3$/)
    const [move] = await room.transfer.find(ids)
    assert.deepEqual(move?.from.relPath, raw)
    assert.deepEqual([...(await room.transfer.undo(ids)).values()].map(tell), ['undone'])
    assert.equal(look(room.inbox, raw).size, 4)
  })

  it('refuses paths that lead out of a root, by text or by symlink', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    put(room.inbox, 'a.jpg', 'a')
    mkdirSync(join(room.folder, 'outside'))
    symlinkSync(join(room.folder, 'outside'), join(room.archive.path, 'door'))
    const identity = look(room.inbox, 'a.jpg')
    for (const relPath of ['../a.jpg', '/etc/a.jpg', 'x/../../a.jpg', '', 'x//a', 'a\0b', '.patchbay-root']) {
      const move = moveOf([room.inbox, 'a.jpg'], [room.archive, relPath], { identity })
      await assert.rejects(
        db.tx((tx) => room.transfer.prepare(tx, [move])),
        { code: 'transfer/bad-path' },
        relPath,
      )
    }
    const { kinds } = await prepareAndRun(room, [moveOf([room.inbox, 'a.jpg'], [room.archive, 'door/a.jpg'])])
    assert.deepEqual(kinds, ['outside-root'])
    assert.deepEqual(treeOf(join(room.folder, 'outside')), {})
  })

  it('does not make a folder beside one that differs by case only', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    put(room.archive, 'Holiday/x.jpg', 'x')
    put(room.inbox, 'a.jpg', 'a')
    const { kinds } = await prepareAndRun(room, [moveOf([room.inbox, 'a.jpg'], [room.archive, 'holiday/a.jpg'])])
    assert.deepEqual(kinds, ['folder-conflict'])
  })

  it('copies and links leave the source; undoing one puts what was made in the trash', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    put(room.inbox, 'a.jpg', 'a')
    put(room.inbox, 'b.jpg', 'b')
    const { ids, kinds } = await prepareAndRun(room, [
      moveOf([room.inbox, 'a.jpg'], [room.archive, 'copy.jpg'], { kind: 'copy' }),
      moveOf([room.inbox, 'b.jpg'], [room.archive, 'link.jpg'], { kind: 'link' }),
    ])
    assert.deepEqual(kinds, ['done', 'done'])
    assert.deepEqual(treeOf(room.folder), {
      'archive/copy.jpg': 'a',
      'archive/link.jpg': 'b',
      'inbox/a.jpg': 'a',
      'inbox/b.jpg': 'b',
    })
    assert.notEqual(look(room.inbox, 'a.jpg').ino, look(room.archive, 'copy.jpg').ino)
    assert.equal(look(room.inbox, 'b.jpg').ino, look(room.archive, 'link.jpg').ino)
    assert.equal((await room.transfer.find(ids))[0]?.sha256, sha256('a'))
    assert.deepEqual([...(await room.transfer.undo(ids)).values()].map(tell), ['undone', 'undone'])
    const left = Object.keys(treeOf(room.archive.path))
    assert.ok(
      left.every((path) => path.startsWith('.patchbay-trash/')),
      left.join(),
    )
  })

  it('trashes a duplicate only while its keeper holds the same bytes in another file, and empties what is old', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    for (const [name, text] of [
      ['keeper.jpg', 'x'],
      ['twin.jpg', 'x'],
      ['other.jpg', 'y'],
      ['alone.jpg', 'x'],
    ] as const)
      put(room.inbox, name, text)
    linkSync(join(room.inbox.path, 'keeper.jpg'), join(room.inbox.path, 'hardlink.jpg'))
    const item = (name: string, keeper?: string) => ({
      from: { rootId: room.inbox.id, relPath: name },
      identity: look(room.inbox, name),
      ref: 'test',
      ...(keeper === undefined ? {} : { keeper: { rootId: room.inbox.id, relPath: keeper } }),
    })
    const ids = await db.tx((tx) =>
      room.transfer.prepareTrash(tx, [
        item('twin.jpg', 'keeper.jpg'),
        item('other.jpg', 'keeper.jpg'),
        item('hardlink.jpg', 'keeper.jpg'),
        item('alone.jpg'),
      ]),
    )
    const outcomes = await room.transfer.run(ids)
    assert.deepEqual(
      ids.map((id) => tell(outcomes.get(id))),
      ['done', 'keeper-differs', 'keeper-differs', 'done'],
    )
    const restored = await room.transfer.undo([Number(ids[3])])
    assert.deepEqual([...restored.values()].map(tell), ['undone'])
    const early = await room.transfer.emptyTrash({ olderThan: Date.parse('2026-03-01T12:00:00Z') })
    assert.deepEqual(early, { files: 0, bytes: 0, kept: [] })
    unlinkSync(join(room.inbox.path, 'keeper.jpg'))
    const held = await room.transfer.emptyTrash({ olderThan: Date.parse('2026-03-02T12:00:00Z') })
    assert.deepEqual(
      held.kept.map(({ refusal }) => refusal.code),
      ['keeper-differs'],
    )
    linkSync(join(room.inbox.path, 'hardlink.jpg'), join(room.inbox.path, 'keeper.jpg'))
    const emptied = await room.transfer.emptyTrash({ olderThan: Date.parse('2026-03-02T12:00:00Z') })
    assert.deepEqual(emptied, { files: 1, bytes: 1, kept: [] })
    assert.throws(() => lstatSync(join(room.inbox.path, '.patchbay-trash')), { code: 'ENOENT' })
  })

  it('stops when a root lost its marker, and goes on when it is back', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    put(room.inbox, 'a.jpg', 'a')
    const ids = await db.tx((tx) => room.transfer.prepare(tx, [moveOf([room.inbox, 'a.jpg'], [room.archive, 'a.jpg'])]))
    unlinkSync(join(room.archive.path, '.patchbay-root'))
    await assert.rejects(room.transfer.run(ids), { code: 'transfer/root-offline', isRetryable: true })
    assert.deepEqual(treeOf(room.folder), { 'inbox/a.jpg': 'a' })
    writeFileSync(join(room.archive.path, '.patchbay-root'), room.archive.marker)
    assert.deepEqual([...(await room.transfer.run(ids)).values()].map(tell), ['done'])
  })
})
