import { sql } from 'kysely'
import type { Reason } from '../model.ts'
import { bury, type Ended } from './bury.ts'
import { cancelLive } from './cancel-live.ts'
import { openGates } from './holds.ts'
import { announceReady, idList, type LedgerTx } from './ledger-tx.ts'
import { lastFormerChild } from './plan-reopening.ts'

/**
 * What follows from jobs having ended: gates open, jobs after them become ready or are cancelled, parents complete by
 * the states of their children, and so on upwards, until nothing is left to follow.
 */
export async function settle(ledger: LedgerTx, ended: readonly Ended[]): Promise<void> {
  let wave = ended
  while (wave.length > 0) {
    for (const job of wave) {
      sayEnd(ledger, job)
      const tell = ledger.onSettled(job.kind)
      if (tell !== undefined) await tellOwner(ledger, job, tell)
    }
    logEnds(ledger, wave)
    const gated = wave.filter((job) => job.serial !== null || job.crashes > 0)
    if (gated.length > 0) await openGates(ledger, gated)
    const before = wave.filter((job) => job.has_dependents === 1)
    const children = wave.filter((job) => job.parent_id !== null)
    wave = [...(await settleEdges(ledger, before)), ...(await settleParents(ledger, children))]
  }
}

/** Cancels what waits, asks what runs to stop, and settles what follows. */
export async function cancelJobs(ledger: LedgerTx, ids: readonly number[], why: Reason): Promise<void> {
  await settle(ledger, await cancelLive(ledger, ids, why))
}

export const predecessorFailed = (job: { id: number; kind: string }): Reason => ({
  code: 'jobs/predecessor-failed',
  params: { jobId: job.id, kind: job.kind },
})

/** The success of quiet kinds is not worth a line. */
const isQuiet = (ledger: LedgerTx, { kind, state }: Ended): boolean =>
  state === 'completed' && ledger.contractOf(kind)?.isQuiet === true

/** After the commit, because only then it is true. */
function logEnds(ledger: LedgerTx, wave: readonly Ended[]): void {
  ledger.later(() => {
    for (const job of wave) {
      const { kind, state, started_at, error_code } = job
      const ms = started_at === null ? undefined : ledger.now - started_at
      const fields = { kind, jobId: job.id, outcome: state, ms, code: error_code ?? undefined }
      if (job.parent_id === null && !isQuiet(ledger, job)) ledger.log.info(fields, 'a run ended')
      else ledger.log.debug(fields, 'a job ended')
    }
  })
}

/** A run that ended and anything that went wrong is an event; the success of children and of quiet kinds is not. */
function sayEnd(ledger: LedgerTx, job: Ended): void {
  const isRun = job.parent_id === null
  const isTrouble = job.state === 'failed' || job.state === 'quarantined'
  if (!isTrouble && !isRun) return
  if (isQuiet(ledger, job)) return
  const params: unknown = job.error_params === null ? {} : JSON.parse(job.error_params)
  ledger.say({
    kind: `job.${job.state}`,
    actor: job.actor,
    subject: `job:${job.id}`,
    runId: job.run_id ?? job.id,
    jobId: job.id,
    data: { kind: job.kind, label: job.label, ...(job.error_code === null ? {} : { code: job.error_code, params }) },
  })
}

type Tell = NonNullable<ReturnType<LedgerTx['onSettled']>>

async function tellOwner(ledger: LedgerTx, job: Ended, tell: Tell): Promise<void> {
  const { v, payload } = await ledger.tx
    .selectFrom('job_history')
    .select(['v', 'payload'])
    .where('id', '=', job.id)
    .executeTakeFirstOrThrow()
  const params = job.error_params === null ? {} : (JSON.parse(job.error_params) as Reason['params'])
  const reason = job.error_code === null ? null : { code: job.error_code, params }
  await tell(ledger.tx, { jobId: job.id, runId: job.run_id ?? job.id, v, payload, state: job.state, reason })
}

async function settleEdges(ledger: LedgerTx, before: readonly Ended[]): Promise<Ended[]> {
  const cancelled: Ended[] = []
  for (const job of before) {
    if (job.state === 'completed') await freeDependents(ledger, job.id)
    else cancelled.push(...(await cancelLive(ledger, await dependentsOf(ledger, job.id), predecessorFailed(job))))
  }
  return cancelled
}

async function dependentsOf(ledger: LedgerTx, id: number): Promise<number[]> {
  const rows = await ledger.tx.selectFrom('job_edges').select('job_id').where('after_id', '=', id).execute()
  return rows.map((row) => row.job_id)
}

async function freeDependents(ledger: LedgerTx, id: number): Promise<void> {
  const { rows } = await sql<{ id: number; kind: string; queue: string; run_at: number | null; open_edges: number }>`
    update job_queue set open_edges = open_edges - 1
    where state = 'blocked' and id in (select job_id from job_edges where after_id = ${id})
    returning id, kind, queue, run_at, open_edges`.execute(ledger.tx)
  const free = rows.filter((row) => row.open_edges === 0)
  const later = free.filter((row) => row.run_at !== null && row.run_at > ledger.now)
  const now = free.filter((row) => !later.includes(row))
  if (later.length > 0) {
    await sql`update job_queue set state = 'scheduled' where id in ${idList(
      ledger,
      later.map((row) => row.id),
    )}`.execute(ledger.tx)
  }
  if (now.length > 0) {
    await sql`update job_queue set state = 'ready', run_at = null where id in ${idList(
      ledger,
      now.map((row) => row.id),
    )}`.execute(ledger.tx)
  }
  for (const row of later) ledger.moved(row, ['blocked', 'scheduled'])
  for (const row of now) ledger.moved(row, ['blocked', 'ready'])
  announceReady(ledger, now)
  for (const row of later) ledger.later(() => ledger.signals.due(Number(row.run_at)))
}

export interface Parent {
  id: number
  kind: string
  queue: string
  state: 'running' | 'waiting'
  on_child_failure: 'fail' | 'ignore'
  open_children: number
  failed_children: number
  child_count: number
  cancel_code: string | null
  cancel_params: string | null
}

export const PARENT = `id, kind, queue, state, on_child_failure, open_children, failed_children, child_count,
  cancel_code, cancel_params`

/** Counts children off. A parent that still runs ends when its attempt does. */
async function settleParents(ledger: LedgerTx, children: readonly Ended[]): Promise<Ended[]> {
  const ended: Ended[] = []
  for (const parentId of [...new Set(children.map((job) => Number(job.parent_id)))].toSorted((a, b) => a - b)) {
    const mine = children.filter((job) => job.parent_id === parentId)
    const failed = mine.filter((job) => job.state === 'failed' || job.state === 'quarantined')
    const { rows } = await sql<Parent>`
      update job_queue set open_children = open_children - ${mine.length},
        failed_children = failed_children + ${await countOwn(ledger, parentId, failed)}
      where id = ${parentId}
      returning ${sql.raw(PARENT)}`.execute(ledger.tx)
    const parent = rows[0]
    if (parent?.state === 'waiting' && parent.open_children === 0) ended.push(...(await endParent(ledger, parent)))
  }
  return ended
}

/** Those of a former life are waited for when they were retried, but what the job does now is not theirs to spoil. */
async function countOwn(ledger: LedgerTx, parentId: number, children: readonly Ended[]): Promise<number> {
  if (children.length === 0) return 0
  const { rows } = await sql<{ last: number }>`select ${lastFormerChild(String(parentId))} as last`.execute(ledger.tx)
  return children.filter(({ id }) => id > Number(rows[0]?.last)).length
}

/** A parent whose children have all ended: cancelled when that was asked, failed when children failed, else completed. */
export async function endParent(ledger: LedgerTx, parent: Parent): Promise<Ended[]> {
  if (parent.cancel_code !== null) {
    const params = parent.cancel_params === null ? {} : (JSON.parse(parent.cancel_params) as Reason['params'])
    return bury(ledger, [parent], { state: 'cancelled', error: { code: parent.cancel_code, params } })
  }
  if (parent.failed_children === 0 || parent.on_child_failure === 'ignore') {
    return bury(ledger, [parent], { state: 'completed' })
  }
  return bury(ledger, [parent], { state: 'failed', error: await childrenFailed(ledger, parent) })
}

const NAMED_CHILDREN = 3

async function childrenFailed(ledger: LedgerTx, parent: Parent): Promise<Reason> {
  const failed = await ledger.tx
    .selectFrom('job_history')
    .select(['id', 'kind', 'label'])
    .where('parent_id', '=', parent.id)
    .where('state', 'in', ['failed', 'quarantined'])
    .where('id', '>', lastFormerChild(String(parent.id)))
    .orderBy('id')
    .limit(NAMED_CHILDREN)
    .execute()
  const names = failed.map((job) => job.label ?? `${job.kind} ${job.id}`).join(', ')
  return { code: 'jobs/children-failed', params: { count: parent.failed_children, total: parent.child_count, names } }
}
