import { statfs } from 'node:fs/promises'
import type { Db } from '../../db/db.ts'
import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import { addDays, dayAt } from '../../kernel/time.ts'
import type { ArchiveFolders } from '../folders.ts'
import type { SampleStorage } from '../jobs.ts'
import { dropSamples, putSample, type Sample } from './sample-store.ts'
import { countByState } from './store.ts'

const KEPT_DAYS = 5 * 366

interface Deps {
  db: Db
  folders: ArchiveFolders
  timeZone: () => string
}

/** @throws the error of the file system when the disk does not answer: an empty disk is never written down for one that is away */
export async function takeSample({ db, folders, timeZone }: Deps, archiveId: number, now: number): Promise<Sample> {
  const { bavail, bsize, blocks } = await statfs(folders.current().archive.path)
  const filed = (await countByState(db.read, archiveId)).get('filed') ?? { count: 0, bytes: 0 }
  const disk = { diskBytes: blocks * bsize, freeBytes: bavail * bsize }
  return { day: dayAt(now, timeZone()), at: now, files: filed.count, bytes: filed.bytes, ...disk }
}

/** Runs every hour; the last one of a day stays. Repeating it is harmless. */
export function sampleStorage(deps: Deps) {
  return async ({ archiveId }: PayloadOf<typeof SampleStorage>, job: JobContext): Promise<void> => {
    if (!deps.folders.isUsable()) return
    const sample = await takeSample(deps, archiveId, job.clock.now())
    await job.commit(async (tx) => {
      await putSample(tx, archiveId, sample)
      await dropSamples(tx, archiveId, addDays(sample.day, -KEPT_DAYS))
    })
  }
}
