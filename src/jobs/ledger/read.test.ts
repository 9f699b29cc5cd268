import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { KyselyPlugin } from 'kysely'
import { onEachDatabase } from '../../../test/databases.ts'
import type { Reader } from '../../db/db.ts'
import { bySystem, kind, openWorld } from '../conformance/world.ts'
import { listJobs, listTree } from './read.ts'

const Work = kind('work')

onEachDatabase('lists of jobs', (open) => {
  it('have a job once that ends while they are read', async () => {
    await using db = await open()
    await using world = openWorld(db)
    const { jobs } = world.build((room) => room.handle(Work, async () => {}))
    const top = await db.tx((tx) => jobs.enqueue(tx, Work, { n: 0 }, bySystem))
    const enqueue = () => db.tx((tx) => jobs.enqueue(tx, Work, { n: 1 }, { ...bySystem, parentId: top.jobId }))
    const endingOnce = (jobId: number): Reader => {
      let isLive = true
      const plugin: KyselyPlugin = {
        transformQuery: ({ node }) => node,
        async transformResult({ result }) {
          const isFound = result.rows.some(({ id, kind: found }) => id === jobId && found === Work.kind)
          if (isLive && isFound) {
            isLive = false
            await db.tx((tx) => jobs.cancel(tx, jobId, { actor: 'person:1' }))
          }
          return result
        },
      }
      return db.read.withPlugin(plugin)
    }
    const first = await enqueue()
    const listed = await listJobs(endingOnce(first.jobId), { limit: 10 })
    assert.deepEqual(
      listed.rows.map(({ id, state }) => [id, state]),
      [
        [first.jobId, 'ready'],
        [top.jobId, 'ready'],
      ],
    )
    const second = await enqueue()
    const tree = await listTree(endingOnce(second.jobId), top.jobId, 10)
    assert.deepEqual(
      tree.map(({ id, state, finished_at }) => [id, state, finished_at === null]),
      [
        [first.jobId, 'cancelled', false],
        [second.jobId, 'ready', true],
      ],
    )
  })
})
