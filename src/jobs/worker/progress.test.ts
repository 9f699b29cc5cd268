import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sql } from 'kysely'
import { onEachDatabase } from '../../../test/databases.ts'
import { bySystem, kind, openWorld, signal } from '../conformance/world.ts'

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
}

onEachDatabase('progress', (open, dialect) => {
  it('keeps the last value of a job that ends while that value waits to be kept', async () => {
    await using db = await open()
    await using world = openWorld(db)
    const Work = kind('work')
    const [begun, goOn] = [signal(), signal()]
    const { jobs } = await world.start((room) =>
      room.handle(Work, async (_payload, job) => {
        begun.give()
        await goOn.reached
        job.progress({ current: 7, total: 7, unit: 'files' })
      }),
    )
    const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Work, { n: 1 }, bySystem))
    await begun.reached
    await db.tx(async (tx) => {
      // The ending is the first in the line behind this, and what is kept of it twice a second the second.
      if (dialect === 'postgres') await sql`select id from job_queue where id = ${jobId} for update`.execute(tx)
      goOn.give()
      await turns(100)
      world.clock.advance(500)
      await turns(100)
    })
    await jobs.idle()
    assert.match(String((await world.job(jobId)).progress), /"current":7/)
  })
})
