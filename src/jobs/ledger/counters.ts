import { sql } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import { type JobState, LIVE_STATES } from '../model.ts'

export interface Counter {
  queue: string
  kind: string
  state: JobState
  n: number
}

/** How many jobs there are, from rows that are kept up to date: no counting over the jobs themselves. */
export async function readCounters(reader: Reader): Promise<Counter[]> {
  const rows = await reader
    .selectFrom('job_counters')
    .select(({ fn }) => ['queue', 'kind', 'state', fn.sum<number>('n').as('n')])
    .groupBy(['queue', 'kind', 'state'])
    .orderBy('queue')
    .orderBy('kind')
    .orderBy('state')
    .execute()
  return rows.flatMap((row) =>
    Number(row.n) === 0 ? [] : [{ ...row, state: row.state as JobState, n: Number(row.n) }],
  )
}

/** All jobs of a kind that the ledger still knows, in whatever state. */
export async function countJobsOfKind(reader: Reader, kind: string): Promise<number> {
  return (await readCounters(reader)).reduce((sum, counter) => (counter.kind === kind ? sum + counter.n : sum), 0)
}

export async function kindsOfLiveJobs(reader: Reader): Promise<string[]> {
  const live = (await readCounters(reader)).filter(({ state }) => (LIVE_STATES as readonly string[]).includes(state))
  return [...new Set(live.map(({ kind }) => kind))]
}

/** Adds up the shards that PostgreSQL connections have left, as far as nobody is writing to them. */
export async function foldCounters(tx: Tx): Promise<void> {
  const { rows } = await sql<{ queue: string; kind: string; state: string; n: number }>`
    delete from job_counters where (queue, kind, state, shard) in (
      select queue, kind, state, shard from job_counters where shard <> 0 limit 500 for update skip locked)
    returning queue, kind, state, n`.execute(tx)
  const sums = Map.groupBy(rows, ({ queue, kind, state }) => JSON.stringify([queue, kind, state]))
  for (const same of [...sums.keys()].toSorted()) {
    const [queue, kind, state] = JSON.parse(same) as [string, string, string]
    const n = (sums.get(same) ?? []).reduce((sum, row) => sum + row.n, 0)
    await tx
      .insertInto('job_counters')
      .values({ queue, kind, state, shard: 0, n })
      .onConflict((conflict) =>
        conflict.columns(['queue', 'kind', 'state', 'shard']).doUpdateSet({ n: sql`job_counters.n + excluded.n` }),
      )
      .execute()
  }
}
