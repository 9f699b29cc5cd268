// Renews the lease of its process from a thread, so that a busy main loop does not lose it. PostgreSQL only.
import { setTimeout as wait } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import pg from 'pg'

const { url, everyMs, owner } = workerData as { url: string; everyMs: number; owner: number }
const BEAT = 'update job_owners set beat_at = (extract(epoch from clock_timestamp()) * 1000)::bigint where id = $1'

async function beatOnce(): Promise<boolean> {
  // A connection whose other end has gone silent would be waited for as long as TCP tries.
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: everyMs, query_timeout: everyMs })
  // Errors of an idle connection also reject the query below, which is where they are dealt with.
  client.on('error', () => {})
  try {
    await client.connect()
    for (;;) {
      const { rowCount } = await client.query(BEAT, [owner])
      if (rowCount === 0) return false
      await wait(everyMs)
    }
  } finally {
    // The connection may be what is broken: why is thrown above, and the next beat has a new one.
    void client.end().catch(() => {})
  }
}

// The row was written just now: that was the first beat.
await wait(everyMs)
for (;;) {
  try {
    if (await beatOnce()) continue
    parentPort?.postMessage('lost')
    break
  } catch {
    // The database is away: the lease may run out, and then the fence refuses what this process writes.
    await wait(everyMs / 2)
  }
}
