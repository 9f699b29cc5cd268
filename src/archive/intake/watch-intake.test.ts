import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import { picture } from '../../../test/pictures.ts'

it('looks once more when something came while a look ran that had passed by it', async () => {
  const passedBy = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  await using world = await openArchiveWorld(
    { intake: { settle_sec: 1, watch: true, mode: 'review' } },
    {
      async findEqualFiles() {
        passedBy.resolve()
        await goOn.promise
        return { groups: [], linked: [], unreadable: [] }
      },
    },
  )
  const pathsOf = async (): Promise<string[]> => {
    const rows = await world.db.read.selectFrom('archive_items').select('rel_path').execute()
    return rows.map(({ rel_path }) => String(rel_path)).toSorted()
  }
  await world.put('inbox/a.jpg', picture())
  await world.archive.watch.restart()
  await passedBy.promise
  await world.put('inbox/b.jpg', picture())
  // Its hint has come and gone; nothing else tells of it before the regular look.
  await setTimeout(1500)
  goOn.resolve()
  while ((await pathsOf()).length < 2) await setTimeout(50)
  await untilQuiet(world)
  assert.deepEqual(await pathsOf(), ['a.jpg', 'b.jpg'])
})
