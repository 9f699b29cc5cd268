import { statfs } from 'node:fs/promises'
import type { Db } from '../../db/db.ts'
import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import { addDays, dayAt } from '../../kernel/time.ts'
import type { Roots } from '../../transfer/index.ts'
import type { ArchiveFolders } from '../folders.ts'
import type { SampleStorage } from '../jobs.ts'
import { dropSamples, putSample, type Sample } from './sample-store.ts'
import { countByState } from './store.ts'

const KEPT_DAYS = 5 * 366

interface Deps {
  db: Db
  folders: ArchiveFolders
  roots: Pick<Roots, 'check' | 'requireOnline'>
  timeZone: () => string
}

/** @throws UnavailableError while the archive is away: where its disk would be mounted, another one has room */
export async function takeSample(deps: Deps, archiveId: number, now: number): Promise<Sample> {
  const { db, folders, roots, timeZone } = deps
  const { archive } = folders.current()
  await roots.requireOnline(archive.id)
  const { bavail, bsize, blocks } = await statfs(archive.path)
  const filed = (await countByState(db.read, archiveId)).get('filed') ?? { count: 0, bytes: 0 }
  const disk = { diskBytes: blocks * bsize, freeBytes: bavail * bsize }
  return { day: dayAt(now, timeZone()), at: now, files: filed.count, bytes: filed.bytes, ...disk }
}

/** Runs every hour; the last one of a day stays, and a day on which the archive was away has none. Repeating it is harmless. */
export function sampleStorage(deps: Deps) {
  return async ({ archiveId }: PayloadOf<typeof SampleStorage>, job: JobContext): Promise<void> => {
    if (!deps.folders.isUsable()) return
    if ((await deps.roots.check(deps.folders.current().archive.id)).kind === 'offline') return
    const sample = await takeSample(deps, archiveId, job.clock.now())
    await job.commit(async (tx) => {
      await putSample(tx, archiveId, sample)
      await dropSamples(tx, archiveId, addDays(sample.day, -KEPT_DAYS))
    })
  }
}
