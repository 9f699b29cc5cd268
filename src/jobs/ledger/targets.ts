import { sql } from 'kysely'
import type { Reader } from '../../db/db.ts'
import type { EngineTables } from '../../db/tables/engine.ts'
import type { ClaimedJob } from './claim.ts'
import { releaseNext } from './holds.ts'
import type { LedgerTx } from './ledger-tx.ts'

type Target = Omit<EngineTables['job_targets'], 'failures' | 'breaker'> & {
  failures: number
  breaker: 'closed' | 'open' | 'probing'
}

const FAILURES_TO_OPEN = 5
const OPEN_MS = 60_000
const RELEASE_BATCH = 500
const RESCUED_GATES = 200

const gateOf = (target: string): string => `target:${target}`

async function loadTargets(ledger: LedgerTx, names: readonly string[]): Promise<Map<string, Target>> {
  if (names.length === 0) return new Map()
  const rows = await ledger.tx
    .selectFrom('job_targets')
    .selectAll()
    .where('target', 'in', [...new Set(names)])
    .orderBy('target')
    .$if(ledger.isPostgres, (query) => query.forUpdate())
    .execute()
  return new Map(rows.map((row) => [row.target, sane(row, ledger.now)]))
}

/** A wall clock that was set back must not keep a breaker open or a bucket empty for longer than they say. */
function sane(row: Target, now: number): Target {
  const openUntil = row.open_until === null ? null : Math.min(row.open_until, now + OPEN_MS)
  const refilledAt = row.refilled_at === null ? null : Math.min(row.refilled_at, now)
  return { ...row, open_until: openUntil, refilled_at: refilledAt }
}

async function saveTarget(ledger: LedgerTx, target: Target): Promise<void> {
  const { target: name, ...facts } = { ...target, changed_at: ledger.now }
  await ledger.tx.updateTable('job_targets').set(facts).where('target', '=', name).execute()
  if (target.release_at !== null) {
    const at = target.release_at
    ledger.later(() => ledger.signals.due(at))
  }
}

function refill(target: Target, now: number): Target {
  if (target.per_second === null || target.burst === null) return target
  const gained = ((now - (target.refilled_at ?? now)) / 1000) * target.per_second
  return { ...target, tokens: Math.min(target.burst, (target.tokens ?? target.burst) + gained), refilled_at: now }
}

const nextTokenAt = (target: Target, now: number): number =>
  now + Math.ceil(((1 - (target.tokens ?? 0)) / (target.per_second ?? 1)) * 1000)

/** Whether a job may go to its target now, and how the target stands afterwards. */
function admit(job: ClaimedJob, target: Target, now: number): { mayRun: boolean; target: Target } {
  if (target.breaker === 'probing') return { mayRun: false, target }
  if (target.breaker === 'open') {
    if (now < (target.open_until ?? 0)) return { mayRun: false, target: { ...target, release_at: target.open_until } }
    return { mayRun: true, target: { ...target, breaker: 'probing', probe_id: job.id } }
  }
  if (target.per_second === null) return { mayRun: true, target }
  const full = refill(target, now)
  if ((full.tokens ?? 0) >= 1) return { mayRun: true, target: { ...full, tokens: (full.tokens ?? 0) - 1 } }
  return { mayRun: false, target: { ...full, release_at: nextTokenAt(full, now) } }
}

/** Adds to `held` what a breaker or a rate limit keeps back. A target without a row lets everything pass. */
export async function admitToTargets(
  ledger: LedgerTx,
  jobs: readonly ClaimedJob[],
  held: Map<number, string>,
): Promise<void> {
  const targets = await loadTargets(
    ledger,
    jobs.flatMap((job) => job.target ?? []),
  )
  const changed = new Set<string>()
  for (const job of jobs) {
    const target = job.target === null ? undefined : targets.get(job.target)
    if (target === undefined) continue
    const answer = admit(job, target, ledger.now)
    if (!answer.mayRun) held.set(job.id, gateOf(target.target))
    if (answer.target !== target) changed.add(target.target)
    targets.set(target.target, answer.target)
  }
  for (const name of changed) await saveTarget(ledger, targets.get(name) as Target)
}

/** How an attempt went, as far as its target is concerned. */
export type TargetSign = 'answered' | 'failed' | 'unknown'

export interface TargetReport {
  jobId: number
  target: string
  sign: TargetSign
}

/** Counts failures, opens a breaker after five in a row, and closes it when the probe went well. */
export async function reportToTargets(ledger: LedgerTx, reports: readonly TargetReport[]): Promise<void> {
  if (reports.length === 0) return
  const failing = [...new Set(reports.flatMap(({ target, sign }) => (sign === 'failed' ? [target] : [])))].toSorted()
  for (const target of failing) {
    await ledger.tx
      .insertInto('job_targets')
      .values({ target, changed_at: ledger.now })
      .onConflict((conflict) => conflict.column('target').doNothing())
      .execute()
  }
  const targets = await loadTargets(
    ledger,
    reports.map(({ target }) => target),
  )
  const changed = new Set<string>()
  for (const report of reports) {
    const target = targets.get(report.target)
    if (target === undefined) continue
    const after = judge(ledger, target, report)
    if (after === target) continue
    changed.add(target.target)
    targets.set(target.target, after)
    if (after.breaker !== target.breaker) sayBreaker(ledger, after)
  }
  for (const name of changed) await saveTarget(ledger, targets.get(name) as Target)
}

function judge({ now }: LedgerTx, target: Target, { jobId, sign }: TargetReport): Target {
  const isProbe = target.breaker === 'probing' && target.probe_id === jobId
  if (sign === 'answered') {
    if (target.breaker !== 'closed' && !isProbe) return target
    if (target.breaker === 'closed' && target.failures === 0) return target
    return { ...target, breaker: 'closed', failures: 0, probe_id: null, open_until: null, release_at: now }
  }
  if (sign === 'unknown') {
    return isProbe ? { ...target, breaker: 'open', probe_id: null, open_until: now, release_at: now } : target
  }
  const opened = {
    ...target,
    breaker: 'open' as const,
    probe_id: null,
    open_until: now + OPEN_MS,
    release_at: now + OPEN_MS,
  }
  if (isProbe) return opened
  if (target.breaker !== 'closed') return target
  const failures = target.failures + 1
  return failures >= FAILURES_TO_OPEN ? { ...opened, failures } : { ...target, failures }
}

function sayBreaker(ledger: LedgerTx, { target, breaker, open_until }: Target): void {
  if (breaker === 'probing') return
  const kind = breaker === 'open' ? 'job.target.opened' : 'job.target.closed'
  ledger.say({
    kind,
    actor: 'system',
    subject: `target:${target}`,
    data: breaker === 'open' ? { openUntil: open_until } : {},
  })
}

/** Lets held jobs go on whose target is due. @returns when the next one is */
export async function releaseDueTargets(ledger: LedgerTx): Promise<number | null> {
  const due = await ledger.tx
    .selectFrom('job_targets')
    .select('target')
    .where('release_at', '<=', ledger.now)
    .orderBy('target')
    .execute()
  const targets = await loadTargets(
    ledger,
    due.map((row) => row.target),
  )
  for (const target of targets.values()) await releaseFrom(ledger, refill(target, ledger.now))
  const { at } = await ledger.tx
    .selectFrom('job_targets')
    .select(({ fn }) => fn.min('release_at').as('at'))
    .executeTakeFirstOrThrow()
  return at
}

async function releaseFrom(ledger: LedgerTx, target: Target): Promise<void> {
  const { now } = ledger
  const wait = (at: number | null) => saveTarget(ledger, { ...target, release_at: at })
  if (target.breaker === 'probing') return wait(null)
  if (target.breaker === 'open') {
    if (now < (target.open_until ?? 0)) return wait(target.open_until)
    await releaseNext(ledger, gateOf(target.target), 1)
    return wait(null)
  }
  const room = target.per_second === null ? RELEASE_BATCH : Math.floor(target.tokens ?? 0)
  if (room < 1) return wait(nextTokenAt(target, now))
  const released = await releaseNext(ledger, gateOf(target.target), Math.min(room, RELEASE_BATCH))
  if (released < room) return wait(null)
  return wait(target.per_second === null ? now : nextTokenAt({ ...target, tokens: 0 }, now))
}

/** Opens gates that nobody opened: the one that was let go was cancelled, or the wall clock was set back. */
export async function rescueHeldJobs(ledger: LedgerTx): Promise<void> {
  const latest = ledger.now + OPEN_MS
  await ledger.tx.updateTable('job_targets').set({ open_until: latest }).where('open_until', '>', latest).execute()
  await ledger.tx.updateTable('job_targets').set({ release_at: latest }).where('release_at', '>', latest).execute()
  const { rows } = await sql<{ hold: string }>`
    with recursive gates(hold) as (
      select min(hold) from job_queue where state = 'held'
      union all
      select (select min(hold) from job_queue where state = 'held' and hold > gates.hold) from gates where hold is not null)
    select hold from gates where hold is not null limit ${RESCUED_GATES}`.execute(ledger.tx)
  for (const { hold } of rows) await rescueGate(ledger, hold)
}

async function rescueGate(ledger: LedgerTx, gate: string): Promise<void> {
  if (!gate.startsWith('target:')) {
    const column = gate === 'suspect' ? sql`crashes > 0` : sql`serial = ${gate.slice('serial:'.length)}`
    const { rows } =
      await sql`select 1 from job_queue where state in ('running', 'ready') and ${column} limit 1`.execute(ledger.tx)
    if (rows.length === 0) await releaseNext(ledger, gate, 1)
    return
  }
  const target = (await loadTargets(ledger, [gate.slice('target:'.length)])).values().next().value
  if (target === undefined) await releaseNext(ledger, gate, RELEASE_BATCH)
  else if (target.release_at === null && target.breaker !== 'probing')
    await saveTarget(ledger, { ...target, release_at: ledger.now })
}

/** @param limit null lifts it */
export async function limitTarget(
  ledger: LedgerTx,
  name: string,
  limit: { perSecond: number; burst: number } | null,
): Promise<void> {
  const facts = {
    per_second: limit?.perSecond ?? null,
    burst: limit?.burst ?? null,
    release_at: ledger.now,
    changed_at: ledger.now,
  }
  await ledger.tx
    .insertInto('job_targets')
    .values({ target: name, ...facts })
    .onConflict((conflict) => conflict.column('target').doUpdateSet(facts))
    .execute()
  ledger.later(() => ledger.signals.due(ledger.now))
}

/** Which of the targets rest, and until when, epoch ms. */
export async function findTargets(
  reader: Reader,
  names: readonly string[],
): Promise<Map<string, { openUntil: number }>> {
  if (names.length === 0) return new Map()
  const rows = await reader
    .selectFrom('job_targets')
    .select(['target', 'open_until'])
    .where('target', 'in', names)
    .where('breaker', '=', 'open')
    .execute()
  return new Map(
    rows.flatMap(({ target, open_until: until }) => (until === null ? [] : [[target, { openUntil: until }]])),
  )
}
