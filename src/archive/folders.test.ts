import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, it } from 'node:test'
import { openArchiveWorld } from '../../test/archive-world.ts'
import { onEachDatabase } from '../../test/databases.ts'
import { transferOver } from '../../test/transfer-room.ts'
import { insertRoot, listRoots } from '../transfer/root-store.ts'
import { archiveSettings } from './settings.ts'

const MARKER = '0123456789abcdef0123456789abcdef'
const QUIET = { intake: { watch: false } }

let dataFolder: string
beforeEach(() => {
  dataFolder = realpathSync(mkdtempSync(join(tmpdir(), 'patchbay-folders-')))
})
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }))

onEachDatabase('folders of the archive', (openDb) => {
  it('are made anew where a power cut left a row that was never confirmed, and nothing else', async () => {
    const db = await openDb()
    const path = join(dataFolder, 'inbox')
    await db.tx((tx) => insertRoot(tx, { name: 'inbox', path, marker: MARKER, wasMount: false, now: 1 }))
    await using w = await openArchiveWorld(QUIET, { db, dataFolder })
    assert.equal(w.archive.folders.isUsable(), true)
    assert.equal(readFileSync(join(path, '.patchbay-root'), 'utf8').trim(), MARKER)
  })

  it('are not made anew once they were confirmed, however often that was looked at: their disk may be away', async () => {
    const db = await openDb()
    await using w = await openArchiveWorld(QUIET, { db, dataFolder })
    const { archive } = w.archive.folders.current()
    rmSync(archive.path, { recursive: true })
    await assert.rejects(w.archive.folders.apply(archiveSettings.parse(QUIET)), { code: 'root/missing' })
    assert.equal(existsSync(archive.path), false)
  })

  it('stay unconfirmed while they are only looked for', async () => {
    const db = await openDb()
    const path = join(dataFolder, 'inbox')
    const id = await db.tx((tx) => insertRoot(tx, { name: 'inbox', path, marker: MARKER, wasMount: false, now: 1 }))
    {
      await using room = transferOver(db)
      assert.deepEqual(await room.roots.check(id), { kind: 'offline', reason: 'missing', errno: 'ENOENT' })
    }
    await using w = await openArchiveWorld(QUIET, { db, dataFolder })
    assert.equal((await listRoots(w.db.read)).find((row) => row.id === id)?.state, 'online')
  })
})
