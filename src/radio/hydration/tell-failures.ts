import type { Attention } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import type { SettledJob } from '../../jobs/index.ts'
import { listHydrationsOfRun } from './episodes/store.ts'
import type { ImportInbox } from './jobs.ts'

const causeOf = (inboxId: number): string => `radio.import-failed:${inboxId}`

/** One card an inbox, however many files; a run in which all went well takes it back. */
export const tellFailures =
  (attention: Attention) =>
  async (tx: Tx, { runId, payload, state, reason }: SettledJob<typeof ImportInbox>): Promise<void> => {
    const cause = causeOf(payload.inboxId)
    if (state === 'cancelled') return
    if (state === 'completed') {
      const files = await listHydrationsOfRun(tx, runId)
      // What failed in a run before, and lies there as it did, is no better for a look.
      return files.some((file) => file.state === 'failed') ? undefined : attention.resolve(tx, cause)
    }
    await attention.raise(tx, {
      cause,
      code: 'radio.import-failed',
      params: { ...reason?.params, ...(reason === null ? {} : { errorCode: reason.code }) },
      severity: 'warn',
      subject: `inbox:${payload.inboxId}`,
      actions: [
        { code: 'open-run', open: `/activity?job=${runId}` },
        {
          code: 'import-again',
          call: { operationId: 'radio.inboxes.importFiles', params: { inboxId: payload.inboxId } },
        },
      ],
    })
  }
