import assert from 'node:assert/strict'
import { it } from 'node:test'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BY_HAND, startApp } from '../../../test/start-app.ts'
import type { ItemView } from '../contract.ts'

it('says of a link and of an empty file that they stay where they are, of others that they arrive', async () => {
  await using app = await startApp({ yaml: BY_HAND })
  const inbox = (name: string): string => join(app.dataFolder, 'inbox', name)
  await writeFile(inbox('empty.txt'), '')
  await symlink('/etc/hostname', inbox('link.txt'))
  await writeFile(inbox('note.txt'), 'a note')
  await app.cli('POST', 'api/v1/archive/runs', { steps: ['dedup'] })
  await app.settled()
  const { items } = await app.get<{ items: ItemView[] }>('api/v1/archive/items?limit=10')
  assert.deepEqual(items.map(({ name, staysOut }) => [name, staysOut]).toSorted(), [
    ['empty.txt', true],
    ['link.txt', true],
    ['note.txt', false],
  ])
})
