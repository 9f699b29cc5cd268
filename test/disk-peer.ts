import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { FileProof, SyncedFolder } from '../src/archive/syncing/ports.ts'

const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

/**
 * A shared folder whose other machine is a folder of the disk, so that what arrived there outlives a kill. What was read
 * here is forgotten by one. Each look brings some files over.
 */
export function diskPeer(here: string, there: string, filesPerLook: number): SyncedFolder {
  const index = new Map<string, string>()
  const isThere = (file: string): boolean =>
    existsSync(join(there, file)) && hashOf(join(there, file)) === index.get(file)
  const outstanding = (): string[] => [...index.keys()].filter((file) => !isThere(file))
  const bring = (file: string): void => {
    const [from, to] = [join(here, file), join(there, file)]
    if (!existsSync(from)) return
    mkdirSync(dirname(to), { recursive: true })
    copyFileSync(from, `${to}.new`)
    renameSync(`${to}.new`, to)
  }
  return {
    async about() {
      const peer = { deviceId: 'PEER-1', name: 'attic' }
      return { folderId: 'photos', label: 'Photos', path: here, passesDeletesOn: false, peer }
    },
    async rescan(relPaths) {
      for (const sub of relPaths.filter((one) => existsSync(join(here, one)))) {
        for (const entry of readdirSync(join(here, sub), { recursive: true, withFileTypes: true })) {
          const path = join(entry.parentPath, entry.name)
          if (entry.isFile()) index.set(relative(here, path), hashOf(path))
        }
      }
    },
    async look() {
      for (const file of outstanding().slice(0, filesPerLook)) bring(file)
      const open = outstanding()
      const needBytes = open.reduce((sum, file) => sum + sizeOf(join(here, file)), 0)
      const need = { needItems: open.length, needBytes, needDeletes: 0, globalItems: index.size, globalBytes: 0 }
      return { hold: null, need: index.size === 0 ? null : need }
    },
    async prove(files) {
      return files.map(({ relPath, size }): FileProof => {
        if (!index.has(relPath)) return 'ignored'
        if (sizeOf(join(here, relPath)) !== size) return 'changed'
        return isThere(relPath) ? 'there' : 'missing'
      })
    },
  }
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0)

/** Half-copied files of a life that was killed. */
export function clearHalves(there: string): void {
  if (!existsSync(there)) return
  for (const entry of readdirSync(there, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && entry.name.endsWith('.new')) rmSync(join(entry.parentPath, entry.name))
}
