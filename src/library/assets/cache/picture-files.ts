import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ENDINGS } from '../model.ts'

/**
 * The folder of contents, `aa/bb/<sha256>.<ending>`. A name stands there only with all its bytes on the disk; what a crash
 * leaves is in `new/`. Losing the folder loses nothing but the work to fill it, uploads excepted.
 */
export interface PictureFiles {
  pathOf(sha256: string, ending: string): string
  /** Writes it unless a file of this size stands there. */
  put(picture: { sha256: string; ending: string; bytes: Uint8Array }): Promise<void>
  /** Undefined when it is not there. */
  read(sha256: string, ending: string): Promise<Uint8Array | undefined>
  has(sha256: string, ending: string): Promise<boolean>
  remove(sha256: string, ending: string): Promise<void>
  /** Takes away what is not what its name says, so that `put` writes it anew. */
  drop(sha256: string): Promise<void>
  /** What crashes left behind and is older. */
  sweep(olderThan: number): Promise<number>
}

export function openPictureFiles(folder: string): PictureFiles {
  const fresh = join(folder, 'new')
  const pathOf = (sha256: string, ending: string): string =>
    join(folder, sha256.slice(0, 2), sha256.slice(2, 4), `${sha256}.${ending}`)
  return {
    pathOf,
    async put({ sha256, ending, bytes }) {
      const path = pathOf(sha256, ending)
      if ((await sizeOf(path)) === bytes.length) return
      await mkdir(fresh, { recursive: true })
      await mkdir(dirname(path), { recursive: true })
      const temporary = join(fresh, randomUUID())
      await writeWhole(temporary, bytes)
      await rename(temporary, path)
      await syncFolder(dirname(path))
    },
    read: (sha256, ending) => orUndefined(readFile(pathOf(sha256, ending))),
    has: async (sha256, ending) =>
      (await orUndefined(access(pathOf(sha256, ending), constants.R_OK).then(() => true))) ?? false,
    remove: (sha256, ending) => rm(pathOf(sha256, ending), { force: true }),
    async drop(sha256) {
      for (const ending of ENDINGS) await rm(pathOf(sha256, ending), { force: true })
    },
    sweep: (olderThan) => sweepFolder(fresh, olderThan),
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'wx', 0o640)
  await file.writeFile(bytes)
  await file.sync()
}

/** Without it a power cut may forget the name. */
async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await orUndefined(stat(path)))?.size
}

async function sweepFolder(folder: string, olderThan: number): Promise<number> {
  let swept = 0
  for (const name of (await orUndefined(readdir(folder))) ?? []) {
    const path = join(folder, name)
    const found = await orUndefined(stat(path))
    if (found === undefined || found.mtimeMs >= olderThan) continue
    await rm(path, { force: true })
    swept += 1
  }
  return swept
}

/** Undefined when the file is not there; any other failure is one. */
async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
