import { readdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import type { Transfer } from '../../transfer/index.ts'
import { listBatches } from '../batches/store.ts'
import type { CleanUp } from '../jobs.ts'
import type { ArchiveSettings } from '../settings.ts'
import { noteOnlyCopies, type OnlyCopiesDeps } from './only-copies.ts'
import { removeLeftovers } from './remove-leftovers.ts'
import { settingsFor } from '../workflow/run-settings.ts'

export interface CleanDeps extends OnlyCopiesDeps {
  transfer: Transfer
  settings: () => ArchiveSettings
  /** Absolute. */
  dataFolder: string
}

export interface CleanResult {
  /** Empty folders of finished batches that were removed, relative to the batch folder. */
  removedBatchFolders: string[]
  trashedFilesDeleted: number
  bytesFreed: number
  /** Left in the trash because they are not what was put there, or nothing else holds their bytes. */
  keptInTrash: number
  /** Half-written files of ours that a kill had left, absolute. */
  deletedTempFiles: string[]
}

const DAY_MS = 86_400_000
/** Finished batches that are looked at, newest first. */
const BATCHES = 200

/**
 * Removes empty folders of finished batches, what was in the trash for longer than the settings say, and half-written
 * files that a kill had left; tells of copies that are the only ones left. A folder that
 * is not empty stays. Repeating it is harmless.
 */
export function cleanUp(deps: CleanDeps) {
  return async ({ archiveId, settings }: PayloadOf<typeof CleanUp>, job: JobContext): Promise<CleanResult> => {
    const removedBatchFolders: string[] = []
    const finished = await listBatches(deps.db.read, archiveId, { states: ['SORTED', 'ABANDONED'], limit: BATCHES })
    for (const batch of finished) {
      job.signal.throwIfAborted()
      const folder = join(deps.folders.current().batches.path, batch.name)
      if (await removeIfEmpty(folder)) removedBatchFolders.push(batch.name)
    }
    if (deps.folders.isUsable()) await noteOnlyCopies(deps, archiveId, job)
    const olderThan = job.clock.now() - settingsFor(deps, { settings }).cleanup.trash_days * DAY_MS
    const emptied = await deps.transfer.emptyTrash({ olderThan, signal: job.signal })
    return {
      removedBatchFolders,
      trashedFilesDeleted: emptied.files,
      bytesFreed: emptied.bytes,
      keptInTrash: emptied.kept.length,
      deletedTempFiles: await removeLeftovers(deps.dataFolder, job.clock.now() - DAY_MS),
    }
  }
}

/** Removes a folder whose tree holds no file. @returns whether it is gone by this call */
async function removeIfEmpty(path: string): Promise<boolean> {
  try {
    const entries = await readdir(path, { withFileTypes: true })
    for (const entry of entries) if (entry.isDirectory()) await removeIfEmpty(join(path, entry.name))
    await rmdir(path)
    return true
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTEMPTY' || code === 'EEXIST') return false
    throw error
  }
}
