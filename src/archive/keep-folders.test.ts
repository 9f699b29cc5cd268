import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { it } from 'node:test'
import { openArchiveWorld } from '../../test/archive-world.ts'
import { moveOf, transferOver } from '../../test/transfer-room.ts'
import { setUpAttention } from '../attention/setup.ts'
import { manualClock } from '../kernel/clock.ts'
import { keepFolders } from './keep-folders.ts'
import { archiveSettings } from './settings.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }

it('lets a former source go when the moves that had begun have ended', { timeout: 30_000 }, async () => {
  await using w = await openArchiveWorld()
  await using room = transferOver(w.db, { reserveBytes: 0 })
  const { archive, sources } = w.archive.folders.current()
  const inbox = sources[0]?.root ?? archive
  await w.put('inbox/a.jpg', 'a')
  const ids = await w.db.tx((tx) => room.transfer.prepare(tx, [moveOf([inbox, 'a.jpg'], [archive, 'a.jpg'])]))
  const clock = manualClock()
  const { attention } = setUpAttention({ ...w, clock })
  const settings = archiveSettings.parse({ paths: { source_dir: 'camera' }, intake: { watch: false } })
  const { folders, watch } = w.archive
  await using keeper = keepFolders({ db: w.db, clock, attention, folders, watch, settings: () => settings, log })
  await keeper.apply()
  assert.equal(folders.current().sources[0]?.root.name, 'camera')
  assert.equal((await room.roots.get(inbox.id)).isRetired, false)
  await room.transfer.run(ids)
  clock.advance(10_000)
  while (!(await room.roots.get(inbox.id)).isRetired) await setImmediate()
})
