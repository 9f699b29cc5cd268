import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import { shrinkImage } from '../../../media/images/decode-image.ts'
import { createTurnstile } from '../../../media/turnstile.ts'
import { type Blob, type Width, WIDTHS } from '../model.ts'
import type { PictureFiles } from './picture-files.ts'

/** Changes when copies are made in another way, so that old ones are not used any more. */
const RECIPE = 'webp-1'

/** Smaller copies, made when they are first asked for. The folder may be emptied at any time. */
export interface SizedPictures {
  /** Undefined when the picture itself is not in the cache. @throws as `shrinkImage` */
  get(blob: Blob, width: Width): Promise<Uint8Array | undefined>
  forget(sha256: string): Promise<void>
}

export function openSizedPictures(
  folder: string,
  files: PictureFiles,
  atOnce = Math.max(1, availableParallelism() - 1),
): SizedPictures {
  const turnstile = createTurnstile(atOnce)
  const underWay = new Map<string, Promise<Uint8Array | undefined>>()
  const pathOf = (sha256: string, width: Width): string =>
    join(folder, sha256.slice(0, 2), sha256.slice(2, 4), `${sha256}-${width}.${RECIPE}.webp`)
  const make = async ({ sha256, ending }: Blob, width: Width, path: string): Promise<Uint8Array | undefined> => {
    const kept = await readKept(path)
    if (kept !== undefined) return kept
    return turnstile.pass(async () => {
      const whole = await files.read(sha256, ending)
      if (whole === undefined) return undefined
      const small = await shrinkImage(whole, width)
      await keep(path, small)
      return small
    })
  }
  return {
    async get(blob, width) {
      const path = pathOf(blob.sha256, width)
      const known = underWay.get(path)
      if (known !== undefined) return known
      const work = make(blob, width, path)
      underWay.set(path, work)
      try {
        return await work
      } finally {
        underWay.delete(path)
      }
    },
    async forget(sha256) {
      for (const width of WIDTHS) await rm(pathOf(sha256, width), { force: true })
    },
  }
}

async function readKept(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function keep(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${randomUUID()}`
  await using file = await open(temporary, 'wx', 0o640)
  await file.writeFile(bytes)
  await rename(temporary, path)
}
