import { stat, statfs } from 'node:fs/promises'
import type { DoctorCheck, Finding } from '../../connections/index.ts'
import { AppError } from '../../kernel/errors.ts'
import type { Roots } from '../../transfer/index.ts'
import { doubtful, well, wrong } from './finding.ts'
import { inTime } from './in-time.ts'

const GIB = 1024 ** 3
/** Below this, work that copies will soon have to wait. */
const LITTLE_BYTES = 5 * GIB
/** Below this, nothing can be relied on, the database included. */
const NO_BYTES = 256 * 1024 ** 2
/** Names of files that a disk can still take. */
const FEW_NAMES = 5000
const LONGEST_LOOK_MS = 5000

interface Disk {
  /** Tells disks apart. */
  device: number
  folder: string
  freeBytes: number
  /** Files and folders that can still be made; null where the file system sets no limit, or does not tell. */
  freeNames: number | null
}

/** Room on each disk on which something of ours lies, told once a disk. */
export function disksCheck({ roots, dataFolder }: { roots: Pick<Roots, 'list'>; dataFolder: string }): DoctorCheck {
  return {
    id: 'disks',
    area: 'files',
    async run() {
      const used = (await roots.list()).filter(({ isRetired }) => !isRetired)
      const folders = [{ name: 'data', path: dataFolder }, ...used]
      const disks = await Promise.all(
        folders.map(async ({ name, path }) => inTime(measure(name, path), LONGEST_LOOK_MS)),
      )
      // A folder that is not there, or does not answer, is told by the check of the folders.
      const known = disks.filter((disk) => disk !== undefined && disk !== null)
      return [...Map.groupBy(known, ({ device }) => device).values()].map(judgeDisk)
    },
  }
}

async function measure(folder: string, path: string): Promise<Disk | null> {
  try {
    const [{ dev }, { bavail, bsize, files, ffree }] = await Promise.all([stat(path), statfs(path)])
    return { device: dev, folder, freeBytes: bavail * bsize, freeNames: files === 0 ? null : ffree }
  } catch (error) {
    if (error instanceof AppError) throw error
    return null
  }
}

export function judgeDisk(same: readonly Disk[]): Finding {
  const { freeBytes = 0, freeNames = null } = same[0] ?? {}
  const params = { folders: same.map(({ folder }) => folder).join(', '), freeGb: Math.floor(freeBytes / 1e8) / 10 }
  if (freeBytes < NO_BYTES) return wrong('disk-full', params)
  if (freeNames !== null && freeNames < FEW_NAMES) return doubtful('disk-few-names', { ...params, names: freeNames })
  return freeBytes < LITTLE_BYTES ? doubtful('disk-little-space', params) : well('disk-room', params)
}
