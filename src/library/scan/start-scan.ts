import type { Db, Tx } from '../../db/db.ts'
import type { JobContext, Jobs, PayloadInputOf, PayloadOf } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { getLibrary, type Library } from '../libraries/index.ts'
import { DiscoverFolders, FollowScan, ScanLibrary, SettleScan } from './jobs.ts'
import type { ScanOptions } from './model.ts'
import { findLastRead, findScanOfJob, insertScan, reopenScan, type Scan } from './store.ts'

export interface StartDeps {
  db: Db
  jobs: Jobs
  clock: Clock
}

export interface StartedScan {
  scanId: number
  runId: number
  isNew: boolean
}

/** Starts a scan in the caller's transaction; one like it stands for it that has not read all yet. */
export async function startScan(
  { jobs, clock }: Omit<StartDeps, 'db'>,
  tx: Tx,
  { actor, ...wish }: PayloadInputOf<typeof ScanLibrary> & { actor: string },
): Promise<StartedScan> {
  const library = await getLibrary(tx, wish.libraryId)
  if (!library.isEnabled) throw new ConflictError('library/switched-off', { params: { name: library.name } })
  const label = [library.name, wish.folder ?? ''].filter((part) => part !== '').join(': ')
  const since = await findLastRead(tx, { libraryId: library.libraryId, isWhole: (wish.folder ?? null) === null })
  const { runId, jobId, isNew } = await jobs.enqueue(tx, ScanLibrary, { ...wish, since }, { actor, priority: 3, label })
  const known = await findScanOfJob(tx, jobId)
  const wanted = { wish: ScanLibrary.payload.parse(wish), library, runId, jobId, actor, now: clock.now() }
  const scan = known ?? (await makeScan(tx, wanted))
  return { scanId: scan.scanId, runId, isNew }
}

interface Wanted {
  wish: PayloadOf<typeof ScanLibrary>
  library: Library
  runId: number
  jobId: number
  actor: string
  now: number
}

function makeScan(tx: Tx, { wish, library, now, ...job }: Wanted): Promise<Scan> {
  const options: ScanOptions = {
    steps: { ...library.settings.steps, ...said(wish.steps) },
    mostFolders: wish.mostFolders,
    folder: wish.folder,
    acceptMissing: wish.acceptMissing,
    told: wish.told,
  }
  const mode = wish.folder === null ? wish.mode : 'folder'
  return insertScan(tx, { libraryId: library.libraryId, ...job, mode, options }, now)
}

const said = (steps: PayloadOf<typeof ScanLibrary>['steps']): Partial<ScanOptions['steps']> =>
  Object.fromEntries(Object.entries(steps).filter(([, value]) => value !== undefined))

/** The root of a run: its children are the phases, one after the other. */
export function scanLibrary() {
  return async (payload: PayloadOf<typeof ScanLibrary>, job: JobContext): Promise<{ scanId: number }> => {
    const { scanId, options } = await job.commit(async (tx) => {
      const library = await getLibrary(tx, payload.libraryId)
      const known = await findScanOfJob(tx, job.jobId)
      if (known !== undefined) {
        await reopenScan(tx, known.scanId)
        return known
      }
      const { runId, jobId, actor } = job
      return makeScan(tx, { wish: payload, library, runId, jobId, actor, now: job.clock.now() })
    })
    let last = job.enqueue(DiscoverFolders, { scanId }, { onChildFailure: 'ignore' })
    last = job.enqueue(SettleScan, { scanId }, { after: [last] })
    const phases = [
      ...(options.steps.cache ? (['caching'] as const) : []),
      ...(options.steps.enrich ? (['enriching'] as const) : []),
      // Players are told in it, too, whether anything is published or not.
      'publishing' as const,
    ]
    for (const phase of phases)
      last = job.enqueue(FollowScan, { scanId, phase }, { after: [last], onChildFailure: 'ignore' })
    return { scanId }
  }
}
