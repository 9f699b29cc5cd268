import { createHash } from 'node:crypto'
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'

export interface ManifestFile {
  /** Absolute. */
  source_path: string
  batch_path: string
  /** Below the batch folder. */
  relative_path: string
  size: number
  sha256: string
}

export interface Manifest {
  batch: string
  created_at: string
  file_count: number
  size_bytes: number
  files: ManifestFile[]
}

/**
 * Manifests of batches, outside of every folder that media goes through, so that they can't collide with a file of
 * anybody's and never keep a batch folder from being empty.
 */
export interface Manifests {
  fileOf(batchName: string): { folder: string; relPath: string }
  /** Atomic and durable: temporary file, fsync, rename, fsync of the folder. @returns sha256 of what was written */
  write(manifest: Manifest): Promise<string>
}

export function openManifests(folder: string): Manifests {
  const pathOf = (batchName: string): string => join(folder, `${batchName}.json`)
  return {
    fileOf: (batchName) => ({ folder, relPath: `${batchName}.json` }),
    async write(manifest) {
      await mkdir(folder, { recursive: true })
      const text = `${JSON.stringify(manifest, sortedKeys(manifest), 2)}\n`
      const temporary = `${pathOf(manifest.batch)}.new`
      await using file = await open(temporary, 'w')
      await file.writeFile(text)
      await file.sync()
      await rename(temporary, pathOf(manifest.batch))
      await using parent = await open(folder, 'r')
      await parent.sync()
      return createHash('sha256').update(text).digest('hex')
    },
  }
}

const sortedKeys = (manifest: Manifest): string[] =>
  [...Object.keys(manifest), ...Object.keys(manifest.files[0] ?? {})].toSorted()
