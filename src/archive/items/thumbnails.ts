import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Thumbnailer } from '../../media/thumbnail.ts'
import type { MakeThumbnail } from '../ports.ts'

/** Changes when thumbnails are made in another way, so that old ones are not used any more. */
const RECIPE = 'thumbnail-1'

/** Made once for each content, kept in `aa/bb/<sha256>.webp`; losing the cache loses nothing. */
export function createThumbnails(deps: { thumbnailer: Thumbnailer; cacheFolder: string }): MakeThumbnail {
  return async ({ path, sha256, identity }, { signal }) => {
    const etag = createHash('sha256')
      .update(`${RECIPE}:${sha256 ?? identity}`)
      .digest('hex')
    const file = join(deps.cacheFolder, etag.slice(0, 2), etag.slice(2, 4), `${etag}.webp`)
    const kept = await readKept(file)
    if (kept !== undefined) return { kind: 'made', data: kept, etag }
    const made = await deps.thumbnailer.make(path, { signal })
    if (made.kind === 'none') return { kind: 'none', code: `thumbnail/${made.why}`, params: {} }
    await keep(file, made.webp)
    return { kind: 'made', data: made.webp, etag }
  }
}

async function readKept(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function keep(file: string, data: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const temporary = `${file}.${randomUUID()}`
  await writeFile(temporary, data)
  await rename(temporary, file)
}
