import { Queue, Worker } from 'bullmq'
import { payloadOf } from './ours.ts'
import type { Redis } from './redis.ts'

/** BullMQ with its defaults: finished jobs are kept, as ours are. @returns ms from the first job's start to the last one's end */
export async function processWithBullmq(redis: Redis, load: { jobs: number; concurrency: number }): Promise<number> {
  const connection = { path: redis.path, maxRetriesPerRequest: null }
  const name = `bench-${performance.now()}`
  const queue = new Queue(name, { connection })
  for (let at = 0; at < load.jobs; at += 1000) {
    const count = Math.min(1000, load.jobs - at)
    await queue.addBulk(Array.from({ length: count }, (_, i) => ({ name: 'move', data: payloadOf(at + i) })))
  }
  const { promise, resolve } = Promise.withResolvers<void>()
  let [ended, startedAt] = [0, 0]
  const worker = new Worker(
    name,
    async () => {
      startedAt ||= performance.now()
    },
    { connection, concurrency: load.concurrency },
  )
  worker.on('completed', () => {
    ended += 1
    if (ended === load.jobs) resolve()
  })
  await promise
  const ms = performance.now() - startedAt
  await worker.close()
  await queue.obliterate({ force: true })
  await queue.close()
  return ms
}
