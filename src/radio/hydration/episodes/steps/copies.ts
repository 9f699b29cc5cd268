import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { AudioTools } from '../../../../media/audio/audio-tools.ts'
import { errnoOf } from '../../../../media/file-identity.ts'
import type { Sums } from '../../sums.ts'

/** Tagged copies on their way into the library, below the cache folder. */
export interface Copies {
  pathOf(hydrationId: number, relPath: string): string
  /**
   * Makes the copy, or makes it again: the bytes are the same.
   * @returns its md5; null when this kind of file holds no tags
   */
  make(
    copy: { hydrationId: number; from: string; relPath: string; title: string },
    signal: AbortSignal,
  ): Promise<string | null>
  drop(hydrationId: number, relPath: string): Promise<void>
  /** Removes what is of none of these. @returns how many */
  sweep(needed: ReadonlySet<number>): Promise<number>
}

export function createCopies(folder: string, { audio, sums }: { audio: AudioTools; sums: Sums }): Copies {
  const pathOf = (hydrationId: number, relPath: string): string => join(folder, `${hydrationId}${extname(relPath)}`)
  return {
    pathOf,
    async make({ hydrationId, from, relPath, title }, signal) {
      await mkdir(folder, { recursive: true })
      const path = pathOf(hydrationId, relPath)
      const half = `${path}.half`
      // Artist and album would become folders of the library, cut to 48 characters.
      const copy = { from, to: half, name: basename(relPath), title }
      if (!(await audio.writeTagged(copy, signal))) return null
      await rename(half, path)
      return sums.md5Of(path)
    },
    drop: (hydrationId, relPath) => rm(pathOf(hydrationId, relPath), { force: true }),
    async sweep(needed) {
      const names = await readdir(folder).catch((error: unknown) => {
        // No copy was ever made.
        if (errnoOf(error) === 'ENOENT') return []
        throw error
      })
      const old = names.filter((name) => !needed.has(Number.parseInt(name, 10)))
      await Promise.all(old.map((name) => rm(join(folder, name), { force: true })))
      return old.length
    },
  }
}
