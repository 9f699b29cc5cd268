import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import type { Jobs } from '../jobs.ts'
import { claimOne } from '../ledger/claim.ts'
import { inLedger } from '../ledger/ledger-tx.ts'
import { insertOwner } from '../ledger/owners.ts'
import { identifyProcess } from '../worker/process-identity.ts'
import { CRASH_KINDS } from './crash-kinds.ts'
import { call } from './order-cases.ts'
import { bySystem, type Case, kind, signal, silent, type World } from './world.ts'

const { Hang, Poison, Innocent } = CRASH_KINDS

async function placeOf(db: Db): Promise<string> {
  if (db.url !== undefined) return db.url
  const { rows } = await sql<{ file: string }>`select file from pragma_database_list where name = 'main'`.execute(
    db.read,
  )
  return String(rows[0]?.file)
}

async function startChild(db: Db): Promise<ChildProcess> {
  const place = await placeOf(db)
  return fork(new URL('crash-child.ts', import.meta.url), [db.dialect, place], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

const prepareAll = (ran: string[]) => (room: Jobs) => {
  room.handle(Hang, async (_payload, job) => void ran.push(`hang ${job.attempt}`))
  room.handle(Poison, async () => void ran.push('poison'))
  room.handle(Innocent, async () => void ran.push('innocent'))
}

const enqueue = (
  world: World,
  { jobs }: { jobs: Jobs },
  [contract, count]: [typeof Hang | typeof Poison | typeof Innocent, number],
) =>
  world.db.tx((tx) =>
    jobs.enqueueMany(
      tx,
      contract,
      Array.from({ length: count }, (_, n) => ({ n })),
      bySystem,
    ),
  )

/** Processes that die, stall or are doubted; who may still write. */
export const crashCases: Case[] = [
  {
    name: 'an attempt starts once however often its job is delivered, and never for one that was cancelled',
    async run(world) {
      const Work = kind('work')
      const engine = world.build((room) => room.handle(Work, async () => {}))
      const [job, gone] = await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Work, [{ n: 1 }, { n: 2 }], bySystem))
      const ledger = {
        clock: world.clock,
        log: silent,
        events: world.events,
        hooks: {},
        contractOf: () => Work,
        onSettled: () => undefined,
        signals: { ready() {}, due() {}, abort() {}, queueChanged() {} },
      }
      const isPostgres = world.db.dialect === 'postgres'
      const owner = await world.db.tx((tx) => insertOwner(tx, identifyProcess(), { isPostgres, now: 0 }))
      const claim = (id: number) => world.db.tx((tx) => inLedger(ledger, tx, (open) => claimOne(open, id, owner)))
      await world.db.tx((tx) => engine.jobs.cancel(tx, gone?.jobId as never, { actor: 'person:1' }))
      const claims = await Promise.all([1, 2, 3, 4].map(() => claim(Number(job?.jobId))))
      assert.equal(claims.filter((claimed) => claimed !== undefined).length, 1)
      assert.equal(await claim(Number(gone?.jobId)), undefined)
    },
  },
  {
    name: 'refuses what a worker writes that is no longer the owner',
    async run(world) {
      const Work = kind('work')
      const [begun, goOn, over] = [signal(), signal(), signal<unknown>()]
      const { jobs } = await world.start((room) =>
        room.handle(Work, async ({ n }, job) => {
          if (n === 1) begun.give()
          await goOn.reached
          const refused = await job
            .commit(
              async (tx) =>
                void (await tx
                  .insertInto('system_facts')
                  .values({ name: `stale-${n}`, value: '' })
                  .execute()),
            )
            .then(
              () => 'written',
              (error: unknown) => (error as { code?: string }).code,
            )
          over.give(refused)
        }),
      )
      const [first, second] = await world.db.tx((tx) => jobs.enqueueMany(tx, Work, [{ n: 0 }, { n: 1 }], bySystem))
      await begun.reached
      await sqlIn(
        world,
        sql`update job_queue set owner = 4242, attempt = 2 where id in (${first?.jobId}, ${second?.jobId})`,
      )
      goOn.give()
      assert.equal(await over.reached, 'jobs/lost-lease')
      await jobs.idle()
      const facts = await world.db.read.selectFrom('system_facts').selectAll().where('name', 'like', 'stale%').execute()
      assert.deepEqual(facts, [])
      assert.deepEqual(await world.states([Number(first?.jobId), Number(second?.jobId)]), ['running', 'running'])
    },
  },
  {
    name: "refuses the ending of an attempt that is no longer the owner's",
    async run(world) {
      const Work = kind('work')
      const [begun, goOn] = [signal(), signal()]
      const { jobs } = await world.start((room) =>
        room.handle(Work, async () => {
          begun.give()
          await goOn.reached
          return 'stale'
        }),
      )
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Work, { n: 0 }, bySystem))
      await begun.reached
      await sqlIn(world, sql`update job_queue set owner = 4242, attempt = 2 where id = ${jobId}`)
      goOn.give()
      await jobs.idle()
      assert.equal((await world.job(jobId)).state, 'running')
      assert.ok(world.complaints.some((line) => line.includes('refused')))
    },
  },
  {
    name: 'a start takes nothing from a server that is alive',
    async run(world) {
      const Work = kind('work')
      const [begun, goOn] = [signal(), signal()]
      let runs = 0
      const prepare = (room: Jobs) =>
        room.handle(Work, async () => {
          runs += 1
          begun.give()
          await goOn.reached
        })
      const first = await world.start(prepare)
      const { jobId } = await world.db.tx((tx) => first.jobs.enqueue(tx, Work, { n: 1 }, bySystem))
      await begun.reached
      const second = await world.start(prepare)
      await new Promise(setImmediate)
      world.clock.advance(30_000)
      for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
      assert.equal(runs, 1)
      goOn.give()
      await Promise.all([first.jobs.idle(), second.jobs.idle()])
      assert.deepEqual([runs, (await world.job(jobId)).state, (await world.job(jobId)).attempt], [1, 'completed', 1])
    },
  },
  {
    name: 'a start takes over at once what a killed server was doing',
    async run(world) {
      const ran: string[] = []
      const engine = world.build(prepareAll(ran))
      const [job] = await enqueue(world, engine, [Hang, 1])
      const child = await startChild(world.db)
      await once(child, 'message')
      assert.equal((await world.job(Number(job?.jobId))).attempt, 1)
      child.kill('SIGKILL')
      await once(child, 'exit')
      await engine.jobs.start()
      await engine.jobs.idle()
      const row = await world.job(Number(job?.jobId))
      assert.deepEqual([ran, row.state, row.attempt, row.crashes], [['hang 2'], 'completed', 2, 1])
    },
  },
  {
    name: 'puts a job aside that killed the server three times, and lets no other suffer',
    async run(world) {
      const troubled: number[] = []
      const released: number[] = []
      const engine = world.build(prepareAll([]), {
        hooks: {
          quarantined: async (_tx, { jobId, crashes }) => void troubled.push(jobId, crashes),
          released: async (_tx, jobId) => void released.push(jobId),
        },
      })
      const innocents = await enqueue(world, engine, [Innocent, 12])
      const [poison] = await enqueue(world, engine, [Poison, 1])
      const more = await enqueue(world, engine, [Innocent, 12])
      let deaths = 0
      for (let start = 0; start < 4; start++) {
        const child = await startChild(world.db)
        const [code, by] = (await once(child, 'exit')) as [number | null, string | null]
        if (by === 'SIGKILL') deaths += 1
        else assert.equal(code, 0)
        if (by === null) break
      }
      await engine.jobs.start()
      await engine.jobs.idle()
      const row = await world.job(Number(poison?.jobId))
      assert.deepEqual([deaths, row.state, row.crashes, row.error_code], [3, 'quarantined', 3, 'jobs/quarantined'])
      const others = await world.states([...innocents, ...more].map(({ jobId }) => jobId))
      assert.ok(
        others.every((state) => state === 'completed'),
        others.join(),
      )
      const said = (await world.events.readAfter(0, 200)).filter((event) => event.kind === 'job.quarantined')
      assert.deepEqual(
        said.map((event) => event.jobId),
        [poison?.jobId],
      )
      assert.deepEqual(released, [])
      // The children had the real time.
      world.clock.advance(Math.max(0, Date.now() - world.clock.now()) + 1_000)
      await call(engine, 'jobs.clearJobs', { body: { state: 'quarantined', olderThanHours: 0 } })
      assert.deepEqual(released, [poison?.jobId], 'nobody is asked to look at what is forgotten')
    },
  },
  {
    name: 'a stopping server gives up its jobs, and the next start resumes them at once, at no cost of an attempt',
    async run(world) {
      const Work = kind('work', { maxAttempts: 1 })
      const begun = signal()
      const first = await world.start((room) =>
        room.handle(Work, async (_payload, job) => {
          begun.give()
          await new Promise((_, reject) => job.signal.addEventListener('abort', () => reject(job.signal.reason)))
        }),
      )
      const { jobId } = await world.db.tx((tx) => first.jobs.enqueue(tx, Work, { n: 1 }, bySystem))
      await begun.reached
      const stopped = first.jobs.stop({ graceMs: 5_000 })
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
      assert.equal((await world.job(jobId)).state, 'running', 'it has its grace')
      world.clock.advance(5_000)
      await stopped
      assert.deepEqual([(await world.job(jobId)).state, (await world.job(jobId)).failures], ['ready', 0])
      assert.deepEqual(await world.db.read.selectFrom('job_owners').selectAll().execute(), [])
      const second = await world.start((room) => room.handle(Work, async () => {}))
      await second.jobs.idle()
      assert.deepEqual([(await world.job(jobId)).state, (await world.job(jobId)).attempt], ['completed', 2])
    },
  },
  {
    name: 'a job whose attempts are all used up by deaths of the server fails and says so',
    async run(world) {
      const Once = kind('once', { maxAttempts: 1 })
      const engine = world.build((room) => room.handle(Once, async () => {}))
      const { jobId } = await world.db.tx((tx) => engine.jobs.enqueue(tx, Once, { n: 1 }, bySystem))
      const dead = { machine: 'here', host: 'here', pid: 999_999_999, process_started: '1', started_at: 0, beat_at: 0 }
      const owner = await world.db.tx((tx) =>
        tx.insertInto('job_owners').values(dead).returning('id').executeTakeFirstOrThrow(),
      )
      await sqlIn(
        world,
        sql`update job_queue set state = 'running', owner = ${owner.id}, attempt = 1, started_at = 0 where id = ${jobId}`,
      )
      await sqlIn(world, sql`update job_counters set state = 'running' where state = 'ready'`)
      const next = await world.start((room) => room.handle(Once, async () => {}), {
        identity: { machine: 'here', host: 'here', pid: process.pid, processStarted: '' },
      })
      await next.jobs.idle()
      const row = await world.job(jobId)
      assert.deepEqual([row.state, row.error_code, row.crashes], ['failed', 'jobs/worker-died', 1])
    },
  },
]

const sqlIn = (world: World, statement: ReturnType<typeof sql>) => world.db.tx((tx) => statement.execute(tx))
