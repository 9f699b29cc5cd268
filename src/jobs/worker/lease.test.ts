import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { sql } from 'kysely'
import { onEachDatabase } from '../../../test/databases.ts'
import type { Db } from '../../db/db.ts'
import { bySystem, kind, openWorld, signal } from '../conformance/world.ts'
import { identifyProcess, isRunning } from './process-identity.ts'

const Work = kind('work')
const elsewhere = { machine: 'another', host: 'another', pid: 1, processStarted: '1' }

it('knows a process that lives from one that is gone, even when the number is the same', async () => {
  const me = identifyProcess()
  assert.equal(isRunning(me), true)
  assert.equal(isRunning({ ...me, processStarted: '1' }), false)
  const child = spawn(process.execPath, ['-e', ''])
  const pid = Number(child.pid)
  await once(child, 'exit')
  assert.equal(isRunning({ ...me, pid }), false)
})

onEachDatabase('lease', (open, dialect) => {
  it('takes the jobs of another machine only after its silence, and the late worker is refused', async () => {
    await using db = await open()
    await using world = openWorld(db)
    const [begun, goOn] = [signal(), signal()]
    const ended: string[] = []
    const slow = await world.start(
      (room) =>
        room.handle(Work, async (_payload, job) => {
          begun.give()
          await goOn.reached
          await job.commit(async () => {}).catch((error: { code: string }) => void ended.push(error.code))
          return 'late'
        }),
      { identity: elsewhere, leaseMs: 10_000_000 },
    )
    const { jobId } = await world.db.tx((tx) => slow.jobs.enqueue(tx, Work, { n: 1 }, bySystem))
    await begun.reached
    const fast = await world.start((room) => room.handle(Work, async () => 'in time'), { leaseMs: 30_000 })
    assert.equal((await world.job(jobId)).state, 'running')
    await db.tx((tx) => sql`update job_owners set beat_at = beat_at - 31000 where machine = 'another'`.execute(tx))
    world.clock.advance(30_000)
    while ((await world.job(jobId)).state !== 'completed') await new Promise(setImmediate)
    goOn.give()
    await Promise.all([slow.jobs.idle(), fast.jobs.idle()])
    assert.deepEqual(ended, ['jobs/lost-lease'])
    const row = await db.read
      .selectFrom('job_history')
      .select(['result', 'attempt'])
      .where('id', '=', jobId)
      .executeTakeFirst()
    assert.deepEqual(row, { result: '"in time"', attempt: 2 })
  })

  it('starts nothing under a number that was taken away, until it has a new one', async () => {
    await using db = await open()
    await using world = openWorld(db)
    const leaseMs = 10_000_000
    const slow = await world.start((room) => room.handle(Work, async () => {}), { identity: elsewhere, leaseMs })
    await db.tx((tx) => tx.deleteFrom('job_owners').execute())
    const { jobId } = await db.tx((tx) => slow.jobs.enqueue(tx, Work, { n: 1 }, bySystem))
    await slow.jobs.idle()
    assert.equal((await world.job(jobId)).state, 'ready')
    await slow.jobs.stop({ graceMs: 0 })
    const fast = await world.start((room) => room.handle(Work, async () => {}))
    await fast.jobs.idle()
    assert.equal((await world.job(jobId)).state, 'completed')
  })

  it('goes on under a new number as soon as the database gives one', async () => {
    await using db = await open()
    let served = Number.POSITIVE_INFINITY
    const tx: Db['tx'] = (work) =>
      (served -= 1) >= 0 ? db.tx(work) : Promise.reject(new Error('the database is away'))
    await using world = openWorld({ ...db, tx })
    const { jobs } = await world.start((room) => room.handle(Work, async () => {}), { leaseMs: 400 })
    const until = async (isSo: () => Promise<boolean>): Promise<void> => {
      for (; !(await isSo()); await new Promise(setImmediate)) world.clock.advance(100)
    }
    await db.tx((other) => other.deleteFrom('job_owners').execute())
    // On SQLite the beat that finds out is served before the database goes.
    served = dialect === 'sqlite' ? 1 : 0
    await until(async () => world.complaints.some((said) => said.startsWith('a new lease could not be taken')))
    served = Number.POSITIVE_INFINITY
    await until(async () => (await db.read.selectFrom('job_owners').select('id').execute()).length > 0)
    const { jobId } = await db.tx((other) => jobs.enqueue(other, Work, { n: 1 }, bySystem))
    await until(async () => (await world.job(jobId)).state === 'completed')
  })

  it('asks a job again to stop when why it shall stop could not be read at once', async () => {
    await using db = await open()
    let isAway = false
    const flaky: Db = {
      ...db,
      get read() {
        if (isAway) throw new Error('the database is away')
        return db.read
      },
    }
    await using world = openWorld(flaky)
    const begun = signal()
    const { jobs } = await world.start((room) =>
      room.handle(Work, async (_payload, job) => {
        begun.give()
        await once(job.signal, 'abort')
        job.signal.throwIfAborted()
      }),
    )
    const { jobId } = await db.tx((tx) => jobs.enqueue(tx, Work, { n: 1 }, bySystem))
    await begun.reached
    isAway = true
    await db.tx((tx) => jobs.cancel(tx, jobId, { actor: 'person:1' }))
    await new Promise(setImmediate)
    isAway = false
    world.clock.advance(30_000)
    while ((await world.job(jobId)).state !== 'cancelled') await new Promise(setImmediate)
  })

  it('believes the lock of the data folder: who holds it is alone, so whoever was there before is gone', async () => {
    await using db = await open()
    await using world = openWorld(db)
    const owner = {
      machine: 'a container',
      host: 'x',
      pid: 7,
      process_started: '1',
      started_at: 0,
      beat_at: Number.MAX_SAFE_INTEGER,
    }
    const { id } = await db.tx((tx) =>
      tx.insertInto('job_owners').values(owner).returning('id').executeTakeFirstOrThrow(),
    )
    const engine = world.build((room) => room.handle(Work, async () => {}), { isAlone: true })
    const { jobId } = await db.tx((tx) => engine.jobs.enqueue(tx, Work, { n: 1 }, bySystem))
    await db.tx((tx) =>
      sql`update job_queue set state = 'running', owner = ${id}, attempt = 1, started_at = 0`.execute(tx),
    )
    await db.tx((tx) => sql`update job_counters set state = 'running' where state = 'ready'`.execute(tx))
    await engine.jobs.start()
    await engine.jobs.idle()
    assert.deepEqual([(await world.job(jobId)).state, (await world.job(jobId)).attempt], ['completed', 2])
  })

  it(
    'beats on over a new connection when the old one has gone silent',
    { skip: dialect === 'sqlite' ? 'nothing beats on SQLite' : false, timeout: 20_000 },
    async () => {
      await using db = await open()
      const folder = await mkdtemp(join(tmpdir(), 'patchbay-silent-'))
      const [, host = ''] = /host=(.*)$/.exec(String(db.url)) ?? []
      const through = new Map<Socket, Socket>()
      const proxy = createServer((from) => {
        const to = connect(join(decodeURIComponent(host), '.s.PGSQL.5432'))
        through.set(from, to)
        for (const end of [from, to]) end.on('error', () => {})
        from.pipe(to).pipe(from)
      })
      await new Promise<void>((resolve) => proxy.listen(join(folder, '.s.PGSQL.5432'), resolve))
      const url = String(db.url).replace(host, encodeURIComponent(folder))
      const world = openWorld({ ...db, url })
      await world.start((room) => room.handle(Work, async () => {}), { leaseMs: 1_200 })
      const beat = async () =>
        (await db.read.selectFrom('job_owners').select('beat_at').executeTakeFirstOrThrow()).beat_at
      const changed = async (): Promise<void> => {
        for (const last = await beat(); (await beat()) === last;)
          await new Promise((resolve) => setTimeout(resolve, 20))
      }
      await changed()
      for (const [from, to] of through) from.unpipe(to)
      await changed()
      assert.ok(through.size > 1)
      await world[Symbol.asyncDispose]()
      for (const ends of through) for (const end of ends) end.destroy()
      proxy.close()
      await rm(folder, { recursive: true })
    },
  )

  it(
    'beats while the main loop is busy',
    { skip: dialect === 'sqlite' ? 'nothing beats on SQLite' : false },
    async () => {
      await using db = await open()
      await using world = openWorld(db)
      await world.start((room) => room.handle(Work, async () => {}), { leaseMs: 800 })
      const beat = async () =>
        (await db.read.selectFrom('job_owners').select('beat_at').executeTakeFirstOrThrow()).beat_at
      const first = await beat()
      while ((await beat()) === first) await new Promise(setImmediate)
      const busyUntil = performance.now() + 1_500
      while (performance.now() < busyUntil);
      const { rows } = await sql<{ silent: number }>`
      select (extract(epoch from clock_timestamp()) * 1000)::bigint - beat_at as silent from job_owners`.execute(
        db.read,
      )
      assert.ok(Number(rows[0]?.silent) < 800, `silent for ${rows[0]?.silent} ms`)
    },
  )
})
