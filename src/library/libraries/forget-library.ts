import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import { breathe } from '../../kernel/breathe.ts'
import type { ForgetLibrary } from './jobs.ts'
import { deleteRowsOf } from './store.ts'

const ROWS_MOST = 500

export async function forgetLibrary({ libraryId }: PayloadOf<typeof ForgetLibrary>, job: JobContext): Promise<void> {
  while (await job.commit((tx) => deleteRowsOf(tx, libraryId, ROWS_MOST))) {
    job.signal.throwIfAborted()
    await breathe()
  }
}
