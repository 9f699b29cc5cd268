import assert from 'node:assert/strict'
import { mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { look, openArchiveWorld } from '../../../test/archive-world.ts'
import { picture } from '../../../test/pictures.ts'
import { toCardView } from '../../attention/routes.ts'
import { setUpAttention } from '../../attention/setup.ts'
import { listOpenCards } from '../../attention/store.ts'
import { systemClock } from '../../kernel/clock.ts'
import { changeItems } from '../items/edit-store.ts'
import { listItems } from '../items/store.ts'
import { archiveSettings } from '../settings.ts'

it('leads to the files that are not whole, and tells no more of a folder that was let go', async () => {
  await using w = await openArchiveWorld()
  await w.put('inbox/cut.jpg', picture().subarray(0, 200))
  await look(w)
  const cards = () => listOpenCards(w.db.read, Date.now(), { snoozed: true })
  const [cut] = await cards()
  assert.equal(cut?.code, 'archive.incomplete')
  assert.match(JSON.stringify(cut), /\/archive\/intake\?state=incomplete/)
  const { attention } = setUpAttention({ ...w, clock: systemClock })
  const inbox = w.archive.folders.current().sources[0]?.root.id
  const noted = { severity: 'warn' as const, subject: `root:${inbox}`, params: {}, actions: [] }
  await w.db.tx((tx) =>
    attention.raise(tx, { cause: `archive.unreadable:${inbox}`, code: 'archive.unreadable', ...noted }),
  )
  const other = { intake: { watch: false, settle_sec: 1 }, paths: { source_dir: 'other' } }
  await mkdir(join(w.dataFolder, 'other'))
  await w.change(other)
  await w.archive.folders.letGo(archiveSettings.parse(other))
  await look(w)
  assert.deepEqual(
    (await cards()).map(({ code }) => code),
    [],
  )
})

it('tells by one card of all that can never be filed as it is, once it has been still for a while', async () => {
  await using w = await openArchiveWorld()
  await w.put('inbox/empty.jpg', '')
  await symlink('/nowhere', join(w.dataFolder, 'inbox/link.jpg'))
  const cards = async () => (await listOpenCards(w.db.read, Date.now(), { snoozed: true })).map(toCardView)
  await look(w)
  assert.deepEqual(await cards(), [])
  const itemIds = (await listItems(w.db.read, 1, { limit: 10 })).map(({ itemId }) => itemId)
  await w.db.tx((tx) => changeItems(tx, { itemIds }, { stableSince: Date.now() - 3_600_000 }))
  await look(w)
  const [card, ...more] = await cards()
  assert.deepEqual(more, [])
  assert.deepEqual(
    [card?.severity, card?.said.text, card?.actions[0]?.open],
    ['warn', '2 files stay in the intake, empty.jpg first', '/archive/intake?state=staying'],
  )
  await rm(join(w.dataFolder, 'inbox/link.jpg'))
  await look(w)
  assert.deepEqual(
    (await cards()).map(({ said }) => [said.text, said.why]),
    [['empty.jpg stays in the intake', 'The file is empty. It waits until something is written into it.']],
  )
  await rm(join(w.dataFolder, 'inbox/empty.jpg'))
  await look(w)
  assert.deepEqual(await cards(), [])
})
