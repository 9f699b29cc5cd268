import type { ExactPath } from '../folder-listing.ts'
import type { DuplicateOptions, DuplicateResult } from './duplicate-report.ts'
import { watchProgress } from './progress.ts'
import { openThreads } from './threads.ts'

/**
 * Finds files with the same bytes: by size, then by head, then byte by byte (small files, and groups of more than 64
 * larger ones, by sha256). Only regular files; symlinks are not followed. A file that changes while it is read is
 * reported, never grouped. The work is done by worker threads; the calling thread is never held for more than a few ms.
 * @throws the signal's reason when aborted
 */
export async function findDuplicates(
  roots: readonly ExactPath[],
  options: DuplicateOptions = {},
): Promise<DuplicateResult> {
  options.signal?.throwIfAborted()
  const startedAtMs = (options.now ?? Date.now)()
  const progress = watchProgress(options)
  using threads = openThreads(Math.max(1, Math.floor(options.threads ?? 2) || 1), progress.control)
  using _ending = progress
  // Loaded while the threads start.
  const { searchFiles } = await import('./search-files.ts')
  return await searchFiles(roots, { options, threads, progress, startedAtMs })
}
