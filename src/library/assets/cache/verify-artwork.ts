import { createReadStream } from 'node:fs'
import { createHash } from 'node:crypto'
import type { JobHandler } from '../../../jobs/index.ts'
import { getLibrary } from '../../libraries/index.ts'
import type { AssetDeps } from '../deps.ts'
import { CacheArtwork, TITLES_A_JOB, type VerifyArtwork, VerifyPictures } from '../jobs.ts'
import type { Blob } from '../model.ts'
import { tellDamage } from './tell-damage.ts'
import { forgetFetched, listDamagedUses, listUnverified, markDamaged, setVerified } from './store.ts'

export function verifyArtwork({ db, clock }: Pick<AssetDeps, 'db' | 'clock'>): JobHandler<typeof VerifyArtwork> {
  return async ({ libraryId }, job) => {
    const { name } = await getLibrary(db.read, libraryId)
    job.enqueue(VerifyPictures, { libraryId, before: clock.now() }, { label: name })
  }
}

const AT_ONCE = 20

/** What is damaged is copied or fetched anew by the jobs that follow; what can't be had again is told. */
export function verifyPictures(
  deps: Pick<AssetDeps, 'db' | 'clock' | 'files' | 'attention' | 'jobs'>,
): JobHandler<typeof VerifyPictures> {
  const { db, files, clock } = deps
  return async ({ libraryId, before }, job) => {
    let [after, read, damaged] = ['', 0, 0]
    for (;;) {
      job.signal.throwIfAborted()
      const page = await listUnverified(db.read, { libraryId, before, after, limit: AT_ONCE })
      const last = page.at(-1)
      if (last === undefined) break
      after = last.sha256
      const bad: string[] = []
      for (const blob of page) if (!(await isWhole(files.pathOf(blob.sha256, blob.ending), blob))) bad.push(blob.sha256)
      await job.commit(async (tx) => {
        const now = clock.now()
        for (const sha256 of bad) await markDamaged(tx, sha256, now)
        await setVerified(
          tx,
          page.map(({ sha256 }) => sha256),
          now,
        )
      })
      read += page.length
      damaged += bad.length
      job.progress({ current: read, unit: 'pictures' })
    }
    await mend(deps, { libraryId, before, actor: job.actor })
    return { read, damaged }
  }
}

/** Read as a stream: a picture is small, a cache is not. */
async function isWhole(path: string, { sha256 }: Blob): Promise<boolean> {
  const hash = createHash('sha256')
  try {
    for await (const part of createReadStream(path)) hash.update(part as Buffer)
  } catch (error) {
    // A disk that fails is no damage of the picture; it is looked at again the next time.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return false
  }
  return hash.digest('hex') === sha256
}

async function mend(
  deps: Pick<AssetDeps, 'db' | 'attention' | 'jobs'>,
  { libraryId, before, actor }: { libraryId: number; before: number; actor: string },
): Promise<void> {
  const uses = await listDamagedUses(deps.db.read, libraryId)
  const titleIds = [...new Set(uses.filter(({ source }) => source !== 'upload').map(({ titleId }) => titleId))]
  await deps.db.tx(async (tx) => {
    // What a provider has is fetched again once it is not known to be here.
    await forgetFetched(
      tx,
      uses.filter(({ source }) => source === 'provider').map(({ candidateId }) => candidateId),
    )
    for (let start = 0; start < titleIds.length; start += TITLES_A_JOB)
      await deps.jobs.enqueue(tx, CacheArtwork, { titleIds: titleIds.slice(start, start + TITLES_A_JOB) }, { actor })
    await tellDamage(tx, deps.attention, {
      libraryId,
      // What was damaged the last time already could not be had again since.
      lost: uses.filter(({ source, damagedSince }) => source === 'upload' || damagedSince < before).length,
    })
  })
}
