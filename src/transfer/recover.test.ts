import assert from 'node:assert/strict'
import { linkSync, mkdirSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { onEachDatabase } from '../../test/databases.ts'
import { moveOf, openTestRoom, put, sha256, tell, type TestRoom, treeOf } from '../../test/transfer-room.ts'
import type { Db } from '../db/db.ts'

/** A journal row in the state in which a crash left it. */
async function leave(
  room: TestRoom & { db: Db },
  state: 'planned' | 'copying' | 'copying in place' | 'placed',
): Promise<{ id: number; op: string }> {
  put(room.inbox, 'a.jpg', 'the photo')
  const move = moveOf([room.inbox, 'a.jpg'], [room.archive, '2021/a.jpg'], { sha256: sha256('the photo') })
  mkdirSync(join(room.archive.path, '2021'))
  return room.db.tx(async (tx) => {
    const [id] = await room.transfer.prepare(tx, [move])
    const left = state === 'copying in place' ? ({ state: 'copying', in_place: 1 } as const) : { state }
    await tx.updateTable('transfer_moves').set(left).where('id', '=', Number(id)).execute()
    return tx.selectFrom('transfer_moves').select(['id', 'op']).where('id', '=', Number(id)).executeTakeFirstOrThrow()
  })
}

const filed = { 'archive/2021/a.jpg': 'the photo' }
const unfiled = { 'inbox/a.jpg': 'the photo' }

onEachDatabase('recovery', (open) => {
  const cases: [
    string,
    'planned' | 'copying' | 'copying in place' | 'placed',
    (paths: { from: string; to: string; part: string }) => void,
    object,
    string,
  ][] = [
    ['leaves what had not begun', 'planned', () => undefined, unfiled, 'waiting'],
    ['finishes a file that has both names', 'planned', ({ from, to }) => linkSync(from, to), filed, 'done'],
    ['finishes one whose row says placed', 'placed', ({ from, to }) => linkSync(from, to), filed, 'done'],
    ['plans again what a power cut took from its target', 'placed', () => undefined, unfiled, 'waiting'],
    [
      'believes a target whose source is gone already',
      'placed',
      ({ from, to }) => {
        linkSync(from, to)
        unlinkSync(from)
      },
      filed,
      'done',
    ],
    ['removes a half temporary file', 'copying', ({ part }) => writeFileSync(part, 'the ph'), unfiled, 'waiting'],
    [
      'finishes a copy that has its name and its temporary one',
      'copying',
      ({ part, to }) => {
        writeFileSync(part, 'the photo')
        linkSync(part, to)
      },
      filed,
      'done',
    ],
    ['finishes a copy that has its name', 'copying', ({ to }) => writeFileSync(to, 'the photo'), filed, 'done'],
    [
      'removes the beginning of a copy on a disk without links',
      'copying in place',
      ({ to }) => writeFileSync(to, 'the p'),
      unfiled,
      'waiting',
    ],
    [
      'leaves an empty file of someone else where a copy has another name until it is whole',
      'copying',
      ({ to }) => writeFileSync(to, ''),
      { 'archive/2021/a.jpg': '', ...unfiled },
      'waiting',
    ],
    [
      'leaves the file of someone else at the target',
      'copying',
      ({ to }) => writeFileSync(to, 'another'),
      { 'archive/2021/a.jpg': 'another', ...unfiled },
      'waiting',
    ],
    ['is loud about a file that is nowhere', 'placed', ({ from }) => unlinkSync(from), {}, 'lost'],
  ]
  for (const [name, state, crash, expected, outcome] of cases) {
    it(name, async () => {
      await using db = await open()
      await using room = await openTestRoom({ db })
      const { id, op } = await leave(room, state)
      const folder = join(room.archive.path, '2021')
      crash({
        from: join(room.inbox.path, 'a.jpg'),
        to: join(folder, 'a.jpg'),
        part: join(folder, `.patchbay-${op}.part`),
      })
      const recovery = await room.transfer.recover()
      assert.deepEqual(treeOf(room.folder), expected)
      assert.ok(!readdirSync(folder).some((entry) => entry.endsWith('.part')))
      const [move] = await room.transfer.find([id])
      assert.equal(tell(move?.outcome), outcome)
      assert.equal(recovery.lost.length, outcome === 'lost' ? 1 : 0)
      assert.deepEqual((await room.transfer.recover()).finished, 0, 'a second recovery finds nothing to do')
    })
  }

  it('does not say that a copy was read back which a crash left', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    const { id } = await leave(room, 'copying')
    writeFileSync(join(room.archive.path, '2021/a.jpg'), 'the photo')
    await room.transfer.recover()
    const outcome = (await room.transfer.find([id]))[0]?.outcome
    assert.equal(outcome?.kind === 'done' && outcome.copy?.readBackAt, null)
  })

  it('leaves rows of an offline root for later', async () => {
    await using db = await open()
    await using room = await openTestRoom({ db })
    const { id } = await leave(room, 'placed')
    unlinkSync(join(room.archive.path, '.patchbay-root'))
    const recovery = await room.transfer.recover()
    assert.deepEqual(
      recovery.undecided.map((row) => row.id),
      [id],
    )
    assert.deepEqual(treeOf(room.folder), unfiled)
  })
})
