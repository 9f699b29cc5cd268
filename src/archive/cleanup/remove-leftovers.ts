import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** What a kill can leave of a file that is written aside before it takes its name, by the folder in which that is done. */
const LEFTOVERS: readonly { folder: string; name: RegExp }[] = [
  { folder: '.', name: /^\.patchbay\.yaml\.[0-9a-f]{12}\.tmp$|^(\.patchbay|running\.json)\.\d+\.tmp$/ },
  { folder: 'manifests', name: /\.json\.new$/ },
]

/** @returns absolute paths of those last written before `olderThan` (epoch ms), which are gone now */
export async function removeLeftovers(dataFolder: string, olderThan: number): Promise<string[]> {
  const removed: string[] = []
  for (const { folder, name } of LEFTOVERS) {
    const names = await unlessGone(readdir(join(dataFolder, folder)))
    for (const path of (names ?? []).filter((one) => name.test(one)).map((one) => join(dataFolder, folder, one))) {
      const seen = await unlessGone(lstat(path))
      if (seen === undefined || seen.mtimeMs >= olderThan) continue
      await rm(path, { force: true })
      removed.push(path)
    }
  }
  return removed
}

/** Before the first batch there are no manifests, and what is being written takes its name at any time. */
async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
