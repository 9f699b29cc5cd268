import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Attention } from '../attention/index.ts'
import { backUpApart } from '../db/back-up-apart.ts'
import { type BackupSource, bytesSoFar } from '../db/backup.ts'
import type { Tx } from '../db/db.ts'
import { backUpRecordings } from '../db/recordings.ts'
import type { JobContext, SettledJob } from '../jobs/index.ts'
import type { BackUpDatabase } from './jobs.ts'

const TELL_EVERY_MS = 500

/** The database, then the recordings that its rows name. Running it twice makes one backup more than wanted, and the oldest goes. */
export function backUpDatabase(place: Omit<BackupSource, 'at'>) {
  return async (_payload: object, job: JobContext) => {
    const source = { ...place, at: job.clock.now() }
    const timer = setInterval(() => job.progress({ current: bytesSoFar(source), unit: 'bytes' }), TELL_EVERY_MS)
    try {
      const file = await backUpApart(source, job.signal)
      const { count: recordings } = await backUpRecordings(place.paths, job.signal)
      return { file: basename(file), bytes: (await stat(file)).size, recordings }
    } finally {
      clearInterval(timer)
    }
  }
}

const CAUSE = 'backup-failed'

/** A backup that failed waits for a person; the next good one takes that back. */
export function tellFailure(attention: Attention) {
  return async (tx: Tx, { runId, state, reason }: SettledJob<typeof BackUpDatabase>): Promise<void> => {
    if (state === 'cancelled') return
    if (state === 'completed') return attention.resolve(tx, CAUSE)
    await attention.raise(tx, {
      cause: CAUSE,
      code: CAUSE,
      params: { ...reason?.params, ...(reason === null ? {} : { errorCode: reason.code }) },
      severity: 'bad',
      subject: `run:${runId}`,
      actions: [
        { code: 'open-run', open: `/activity?job=${runId}` },
        { code: 'back-up-again', call: { operationId: 'backups.make' } },
      ],
    })
  }
}
