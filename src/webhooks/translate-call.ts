import { createHash } from 'node:crypto'
import type { Reader, Tx } from '../db/db.ts'
import type { Jobs } from '../jobs/index.ts'
import { AppError, NotFoundError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import type { LiveSecrets } from '../kernel/redact.ts'
import type { NewEvent } from '../live/model.ts'
import { FollowCall } from './jobs.ts'
import type { Reason, Source } from './model.ts'
import { setRun, type CallResult } from './store.ts'
import type { PlannedJob, TranslatorRegistry } from './translator.ts'

/** What a call comes to, before it is stored; `duplicateOf` is not asked yet. */
export interface Understood {
  result: CallResult
  jobs: readonly PlannedJob[]
  tells: readonly Omit<NewEvent, 'actor'>[]
  /** It is none of this sender's calls at all. */
  isNoCall?: boolean
}

export const reasonOf = (error: unknown): Reason =>
  error instanceof AppError ? { code: error.code, params: error.params } : { code: 'internal/unexpected', params: {} }

const nothingKnown = { event: null, label: null, eventKey: null, duplicateOf: null, reason: null }

export const failedResult = (error: unknown): CallResult => ({
  ...nothingKnown,
  outcome: 'failed',
  reason: reasonOf(error),
})

const SHORT = 200

export interface TranslateDeps {
  translators: TranslatorRegistry
  /** A sender may say anything, secrets too. */
  live: LiveSecrets
  log: Log
}

/** Never throws: a fault of a translator is an outcome, because the sender is not to blame. */
export async function understand(
  { translators, live, log }: TranslateDeps,
  reader: Reader,
  { source, body }: { source: Source; body: unknown },
): Promise<Understood> {
  const shown = (text: string): string => {
    const known = live.redact(text)
    return known.length > SHORT ? `${known.slice(0, SHORT - 1)}…` : known
  }
  try {
    const translator = translators.find(source.kind)
    if (translator === undefined) throw new NotFoundError('webhooks/no-such-kind', { params: { kind: source.kind } })
    const found = await translator.translate(
      { body, sourceId: source.sourceId, connectionId: source.connectionId },
      reader,
    )
    if (found.is === 'test') return { result: { ...nothingKnown, outcome: 'test' }, jobs: [], tells: [] }
    if (found.is === 'not-a-call')
      return { result: { ...nothingKnown, outcome: 'unknown' }, jobs: [], tells: [], isNoCall: true }
    if (found.is === 'unknown')
      return {
        result: { ...nothingKnown, outcome: 'unknown', event: found.event === null ? null : shown(found.event) },
        jobs: [],
        tells: [],
      }
    const { event, label, key, jobs, why, tells = [] } = found
    const eventKey =
      key === null
        ? null
        : createHash('sha256')
            .update(JSON.stringify([event, key]))
            .digest('hex')
    const outcome = jobs.length === 0 ? ('nothing' as const) : ('accepted' as const)
    const result = { event: shown(event), label: shown(label), eventKey, outcome, duplicateOf: null }
    return {
      result: { ...result, reason: jobs.length === 0 ? (why ?? null) : null },
      jobs: jobs.map((job) => ({ ...job, label: shown(job.label) })),
      tells: tells.map((told) => ({ ...told, data: shownIn(told.data ?? {}, shown) })),
    }
  } catch (error) {
    log.error({ err: error, sourceId: source.sourceId, kind: source.kind }, 'A call of a sender could not be followed')
    return { result: failedResult(error), jobs: [], tells: [] }
  }
}

function shownIn(data: Readonly<Record<string, unknown>>, shown: (text: string) => string): Record<string, unknown> {
  const parts = Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? shown(value) : value])
  return Object.fromEntries(parts) as Record<string, unknown>
}

const CALL_PRIORITY = 3

/** @returns the run of the call; its jobs are the children */
export async function startRun(
  { jobs }: { jobs: Jobs },
  tx: Tx,
  started: { callId: number; source: Source; label: string | null; jobs: readonly PlannedJob[]; actor: string },
): Promise<number> {
  const { callId, source, label, actor } = started
  const options = { actor, label: [source.name, label].filter((part) => part !== null).join(': ') }
  const run = await jobs.enqueue(tx, FollowCall, { callId }, { ...options, priority: CALL_PRIORITY })
  for (const job of started.jobs)
    await jobs.enqueue(tx, job.contract, job.payload, { actor, label: job.label, parentId: run.jobId })
  await setRun(tx, callId, run.runId)
  return run.runId
}

/** The stored body as it was, but for what was masked. */
export const bodyOf = (text: string): unknown => JSON.parse(text) as unknown
