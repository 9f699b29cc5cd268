import type { Attention } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import type { JobContract, SettledJob } from '../../jobs/index.ts'
import { DEFAULT_ARCHIVE } from '../model.ts'

type Settled = Pick<SettledJob<JobContract>, 'jobId' | 'runId' | 'state'> & { payload: { archiveId: number } }

/** What failed: words at `attention.archive.<code>`. */
type FailureCode = 'run-failed' | 'scan-failed' | 'undo-failed' | 'step-failed'

export const causeOf = (code: FailureCode, archiveId: number): string => `archive.${code}:${archiveId}`

/** What had failed is done, or was taken back, in another way than by trying it again. */
export async function forgetFailures(attention: Attention, tx: Tx): Promise<void> {
  for (const code of ['run-failed', 'step-failed'] as const) await attention.resolve(tx, causeOf(code, DEFAULT_ARCHIVE))
}

/**
 * A job of the archive that somebody started by itself, and that failed, waits for a person; the next one that completes
 * takes that back. Steps of a run are told with the run.
 */
export function tellFailure(attention: Attention, code: FailureCode) {
  return async (tx: Tx, { jobId, runId, state, payload }: Settled): Promise<void> => {
    if (jobId !== runId || state === 'cancelled') return
    const cause = causeOf(code, payload.archiveId)
    if (state === 'completed') return attention.resolve(tx, cause)
    await attention.raise(tx, {
      cause,
      code: `archive.${code}`,
      params: { runId },
      severity: 'bad',
      subject: `run:${runId}`,
      actions: [{ code: 'open-run', open: `/activity?job=${runId}` }],
    })
  }
}
