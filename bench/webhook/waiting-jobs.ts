import Database from 'better-sqlite3'

/** Has a job of a call wait many times over, as if as many calls had come. @returns how many wait then */
export function multiplyWaitingJobs(file: string, times: number): number {
  const db = new Database(file)
  try {
    db.pragma('busy_timeout = 10000')
    const columns = (db.pragma('table_info(job_queue)') as { name: string }[])
      .map(({ name }) => name)
      .filter((name) => name !== 'id' && name !== 'dedupe')
    const names = columns.map((name) => `"${name}"`).join(', ')
    db.prepare(
      `with recursive n(at) as (select 1 union all select at + 1 from n where at < ?)
       insert into job_queue (${names})
       select ${names} from job_queue, n where kind = 'library.take-arrival' and parent_id is not null`,
    ).run(times)
    return (db.prepare('select count(*) as count from job_queue').get() as { count: number }).count
  } finally {
    db.close()
  }
}
