import { setTimeout as wait } from 'node:timers/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Bench, BenchContext, Peer } from './bench.ts'
import { benchApi } from './jobs/api.ts'
import { processWithBullmq } from './jobs/bullmq.ts'
import { fill, Move, openOurs, payloadOf, processSome, processWithOurs } from './jobs/ours.ts'
import { startRedis } from './jobs/redis.ts'
import { median, rounded, runPaired } from './paired.ts'

const CONCURRENCY = 64
const NS_PER_MS = 1e6

/** A small run on a busy machine can tell a fault from no fault, but not how fast we are: its bounds are wide. */
const boundsOf = ({ isSmall }: BenchContext) =>
  isSmall
    ? { process: 1, pickupMs: 60, backlog: 3, lagMs: 250 }
    : { process: 1 / 3, pickupMs: 2, backlog: 1.5, lagMs: 20 }

/** No-op jobs with `synchronous=FULL`, held against BullMQ on a Redis that syncs as often as we do. */
export const bench: Bench = {
  name: 'jobs',
  sabotages: ['commit-each', 'poll', 'scan-queue', 'block-loop', 'busy-api'],
  parts: { process: benchProcess, pickup: benchPickup, backlog: benchBacklog, api: benchApi },
}

async function benchProcess(ctx: BenchContext): Promise<void> {
  const redis = await ctx.findPeer({ program: 'redis-server', apt: 'redis-server', versionArgs: ['--version'] })
  if (redis === undefined)
    ctx.report({ bench: 'jobs.process', peer: 'bullmq', missing: 'redis-server is not installed' })
  else for (const appendfsync of ['always', 'everysec'] as const) await processInTurns(ctx, redis, appendfsync)
}

async function processInTurns(ctx: BenchContext, peer: Peer, appendfsync: 'always' | 'everysec'): Promise<void> {
  const jobs = ctx.isSmall ? 2_000 : 20_000
  const load = { jobs, concurrency: CONCURRENCY }
  const ours = { jobs, concurrency: ctx.sabotage === 'commit-each' ? 1 : CONCURRENCY }
  await using redis = await startRedis(peer.path, appendfsync)
  ctx.note(`${jobs} jobs, ours and BullMQ with appendfsync ${appendfsync} in turns`)
  const timings = await runPaired({
    contenders: [
      { name: 'ours', run: () => processWithOurs(ours) },
      { name: 'bullmq', run: () => processWithBullmq(redis, load) },
    ],
    rounds: ctx.isSmall ? 1 : 5,
    warmUps: ctx.isSmall ? 0 : 1,
    signal: ctx.signal,
  })
  const perSecond = (name: string): number => Math.round(jobs / (timings.ms(name) / 1000))
  const isAlike = appendfsync === 'always'
  ctx.report({
    bench: `jobs.process.${appendfsync}`,
    peer: 'bullmq',
    peerVersion: `BullMQ 6.7.0, ${peer.version}, appendfsync ${appendfsync}`,
    ratio: timings.ratio('ours', 'bullmq'),
    oursMs: timings.ms('ours'),
    peerMs: timings.ms('bullmq'),
    jobs,
    concurrency: CONCURRENCY,
    jobsPerSecond: perSecond('ours'),
    peerJobsPerSecond: perSecond('bullmq'),
    ...(isAlike ? { bounds: [{ figure: 'ratio', atMost: boundsOf(ctx).process }] } : {}),
  })
}

/** From the commit that enqueues a job to the start of its handler, one at a time, nothing else to do. */
async function benchPickup(ctx: BenchContext): Promise<void> {
  const isPolling = ctx.sabotage === 'poll'
  await using ours = await openOurs({ concurrency: CONCURRENCY, ...(isPolling ? { reconcileEveryMs: 200 } : {}) })
  const { jobs, db } = ours
  const enqueue = isPolling ? ours.enqueueUnseen : jobs.enqueue
  await jobs.start()
  const waits: number[] = []
  const samples = ctx.isSmall ? 20 : 500
  for (let n = 0; n < samples; n++) {
    const { promise, resolve } = Promise.withResolvers<number>()
    ours.onRun(() => resolve(performance.now()))
    await db.tx((tx) => enqueue(tx, Move, payloadOf(n), { actor: 'system' }))
    const enqueuedAt = performance.now()
    // Clock timers do not keep the process alive while it waits for the poll.
    const awake = setInterval(() => {}, 1000)
    waits.push((await promise) - enqueuedAt)
    clearInterval(awake)
    await jobs.idle()
    await wait(1)
  }
  const sorted = waits.toSorted((a, b) => a - b)
  ctx.report({
    bench: 'jobs.pickup',
    p50Ms: rounded(median(waits)),
    p99Ms: rounded(sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN),
    samples,
    bounds: [{ figure: 'p50Ms', atMost: boundsOf(ctx).pickupMs }],
  })
}

/** The same number of jobs with nothing behind them and with a million, and how long the event loop is kept. */
async function benchBacklog(ctx: BenchContext): Promise<void> {
  const jobs = ctx.isSmall ? 1_000 : 20_000
  const waiting = ctx.isSmall ? 60_000 : 1_000_000
  ctx.note(`${jobs} jobs with ${waiting} behind them`)
  const ratios: number[] = []
  const lags: number[] = []
  let perSecond = 0
  for (let round = 0; round < 3; round++) {
    ctx.signal.throwIfAborted()
    const [alone] = await processWatched(ctx, { jobs, waiting: 0 })
    const [crowded, lagMs] = await processWatched(ctx, { jobs, waiting })
    ratios.push(crowded / alone)
    lags.push(lagMs)
    perSecond = Math.max(perSecond, Math.round(jobs / (crowded / 1000)))
  }
  const limits = boundsOf(ctx)
  ctx.report({
    bench: 'jobs.backlog',
    ratio: rounded(median(ratios)),
    waiting,
    jobs,
    jobsPerSecond: perSecond,
    bounds: [{ figure: 'ratio', atMost: limits.backlog }],
  })
  ctx.report({ bench: 'jobs.lag', p99Ms: rounded(median(lags)), bounds: [{ figure: 'p99Ms', atMost: limits.lagMs }] })
}

/** @returns how long it took, and the 99th percentile of the event loop's delay meanwhile, both in ms */
async function processWatched(
  ctx: BenchContext,
  { jobs, waiting }: { jobs: number; waiting: number },
): Promise<[number, number]> {
  await using ours = await openOurs({
    // Few at a time means many claims: so the small run shows what a claim costs.
    concurrency: ctx.isSmall ? 8 : CONCURRENCY,
    ...(ctx.sabotage === 'block-loop' && waiting > 0 ? { blockMs: 300 } : {}),
    ...(ctx.sabotage === 'scan-queue' ? { hasNoIndex: true } : {}),
  })
  await fill(ours, jobs + waiting)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const ms = await processSome(ours, jobs)
  delay.disable()
  return [ms, delay.percentile(99) / NS_PER_MS]
}
