import type { Db, Tx } from '../../db/db.ts'
import type { JobContext, Jobs, PayloadOf } from '../../jobs/index.ts'
import { AppError, LimitedError } from '../../kernel/errors.ts'
import type { JobId } from '../../kernel/ids.ts'
import { getLibrary } from '../libraries/index.ts'
import { addPutOff, countPutOff, findScan } from '../scan/index.ts'
import { EnrichPutOff, EnrichTitle } from './jobs.ts'

/** A scan waits once for a provider that is away. */
const FIRST_WAIT_MS = 2000
/** It does not wait for one that asks for more. */
const PATIENCE_MS = 60_000

export interface PutOff {
  is: 'put-off'
}

type Handle<Result> = (payload: PayloadOf<typeof EnrichTitle>, job: JobContext) => Promise<Result>

/**
 * A part of a scan that can't be done now must not hold the scan up: it ends, and the run of the library's titles that were put off waits
 * for the provider.
 * What comes after it in the scan is put off at once then.
 */
export function puttingOff<Result>(
  { db, jobs }: { db: Db; jobs: Jobs },
  enrich: Handle<Result>,
): Handle<Result | PutOff> {
  return async (payload, job) => {
    const { scanId, titleId, connectionId } = payload
    if (scanId === null) return enrich(payload, job)
    const isAway = (await countPutOff(db.read, scanId)) > 0
    try {
      if (!isAway) return await enrich(payload, job)
    } catch (error) {
      if (job.signal.aborted || !isAwayBy(error)) throw error
      const { retryAfterMs = FIRST_WAIT_MS } = error
      // Not as a failure: that would stop all others of the scan for a minute.
      if (job.attempt === 1 && retryAfterMs <= PATIENCE_MS)
        job.snooze(retryAfterMs, { code: error.code, params: error.params })
    }
    job.finishWith(async (tx) => {
      await addPutOff(tx, scanId)
      const parentId = await runOfPutOff(jobs, tx, { scanId, actor: job.actor })
      await jobs.enqueue(tx, EnrichTitle, { titleId, connectionId, isAlone: true }, { actor: job.actor, parentId })
    })
    return { is: 'put-off' }
  }
}

/** Without one, which a scan of a library that went has not, it is a run of its own. */
async function runOfPutOff(
  jobs: Jobs,
  tx: Tx,
  { scanId, actor }: { scanId: number; actor: string },
): Promise<JobId | undefined> {
  const scan = await findScan(tx, scanId)
  if (scan === undefined) return undefined
  const { libraryId } = scan
  const { name } = await getLibrary(tx, libraryId)
  return (await jobs.enqueue(tx, EnrichPutOff, { libraryId }, { actor, label: name })).jobId
}

/** It answers while it only wants fewer calls. */
const isAwayBy = (error: unknown): error is AppError & { retryAfterMs?: number | undefined } =>
  error instanceof LimitedError ? error.retryAfterMs > PATIENCE_MS : error instanceof AppError && error.isRetryable
