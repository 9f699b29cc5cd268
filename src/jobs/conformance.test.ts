import { it } from 'node:test'
import { onEachDatabase } from '../../test/databases.ts'
import { conformance } from './conformance.ts'
import { assertCountersTrue, openWorld } from './conformance/world.ts'

onEachDatabase('job engine', (open) => {
  for (const { name, run } of conformance) {
    it(name, async () => {
      await using db = await open()
      await using world = openWorld(db)
      await run(world)
      await assertCountersTrue(db)
    })
  }
})
