import assert from 'node:assert/strict'
import { existsSync, renameSync } from 'node:fs'
import { mkdtemp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { confirmVanished } from '../../src/archive/intake/confirm-vanished.ts'
import { lookAtFolder } from '../../src/archive/intake/look-at-folder.ts'
import type { Item } from '../../src/archive/model.ts'
import { openTestRoom } from '../transfer-room.ts'
import { picture } from '../pictures.ts'
import { lookUntilStill, startApp } from '../start-app.ts'

it('takes no file for gone when the folder goes away in the middle of a look', { timeout: 30_000 }, async () => {
  await using room = await openTestRoom()
  const { inbox } = room
  for (const name of ['a', 'b', 'c']) {
    await mkdir(join(inbox.path, name))
    await writeFile(join(inbox.path, name, 'x.jpg'), name)
  }
  const known = ['a/x.jpg', 'b/x.jpg', 'c/x.jpg', 'gone.jpg'].map(
    (relPath, at) =>
      ({
        itemId: at,
        relPath,
        relRaw: null,
        identity: '1:1:1:1:1',
        state: 'unique',
        stableSince: 0,
      }) as unknown as Item,
  )
  const folder = { rootId: inbox.id, path: inbox.path, settleMs: 1000 }
  const away = `${inbox.path}-away`
  let looks = 0
  const now = (): number => {
    looks++
    if (looks === 2) renameSync(inbox.path, away)
    return Date.now()
  }
  const look = await lookAtFolder(folder, known, { now, signal: new AbortController().signal })
  assert.ok(look.vanished.length >= 2, 'the look itself can’t tell')
  assert.deepEqual(await confirmVanished(room.roots, folder, look.vanished), [], 'the folder is away')
  await rename(away, inbox.path)
  const confirmed = await confirmVanished(room.roots, folder, look.vanished)
  assert.deepEqual(
    confirmed.map((item) => item.relPath),
    ['gone.jpg'],
  )
})

it(
  'loses nothing when the inbox is taken away and put back again and again while it is read',
  { timeout: 120_000 },
  async () => {
    await using app = await startApp({ yaml: 'archive:\n  intake:\n    settle_sec: 1\n    mode: review\n' })
    const elsewhere = await mkdtemp(join(tmpdir(), 'patchbay-away-'))
    const names = Array.from({ length: 300 }, (_one, at) => `inbox/${at % 20}/${at}.jpg`)
    await app.drop(Object.fromEntries(names.map((name) => [name, picture()])))
    const inbox = join(app.dataFolder, 'inbox')
    for (let round = 0; round < 6; round++) {
      renameSync(inbox, join(elsewhere, 'inbox'))
      await app.cli('POST', 'api/v1/archive/runs', { steps: ['dedup'] })
      await app.cli('GET', 'api/v1/archive')
      assert.equal(existsSync(inbox), false)
      renameSync(join(elsewhere, 'inbox'), inbox)
      await app.cli('POST', 'api/v1/archive/runs', { steps: ['dedup'] })
    }
    await lookUntilStill(app)
    const states = Object.groupBy((await app.items()).values(), (item) => item.state)
    assert.deepEqual(countEach(states), { unique: names.length })
    await rm(elsewhere, { recursive: true })
  },
)

const countEach = (groups: Partial<Record<string, readonly unknown[]>>): Record<string, number> =>
  Object.fromEntries(Object.entries(groups).map(([name, members]) => [name, members?.length ?? 0]))
