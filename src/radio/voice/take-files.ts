import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Recordings by their bytes. Nothing in it can be made anew, so it is no cache, and nothing is ever taken out. */
export interface TakeFiles {
  folder: string
  /** A name for a file that is being made, on the same disk. Whatever a killed process left there goes at the first call. */
  beginFile(): Promise<string>
  /** Keeps a finished file for good, on the disk itself; it goes from where it was. @returns its sha256 */
  keep(path: string, ending: string): Promise<string>
  /** Below the folder. */
  relPathOf(hash: string, ending: string): string
  pathOf(hash: string, ending: string): string
}

export function createTakeFiles(folder: string): TakeFiles {
  const making = join(folder, 'making')
  let emptied: Promise<unknown> | undefined
  const relPathOf = (hash: string, ending: string): string =>
    join(hash.slice(0, 2), hash.slice(2, 4), `${hash}.${ending}`)
  const pathOf = (hash: string, ending: string): string => join(folder, relPathOf(hash, ending))
  return {
    folder,
    relPathOf,
    pathOf,
    async beginFile() {
      emptied ??= rm(making, { recursive: true, force: true })
      await emptied
      await mkdir(making, { recursive: true, mode: 0o750 })
      return join(making, randomUUID())
    },
    async keep(path, ending) {
      const hash = await sumOf(path, 'sha256')
      const kept = pathOf(hash, ending)
      await mkdir(dirname(kept), { recursive: true, mode: 0o750 })
      await onDisk(path)
      await rename(path, kept)
      for (const parent of [dirname(kept), dirname(dirname(kept)), folder]) await onDisk(parent)
      return hash
    },
  }
}

async function onDisk(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export async function sumOf(path: string, algorithm: 'md5' | 'sha256'): Promise<string> {
  const sum = createHash(algorithm)
  for await (const part of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) sum.update(part)
  return sum.digest('hex')
}
