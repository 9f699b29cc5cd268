import { createHash } from 'node:crypto'
import { lstatSync, readFileSync } from 'node:fs'
import { type ExactPath, joinPath, listFolderSync } from '../../src/media/folder-listing.ts'
import { showPath } from '../../src/media/path-key.ts'
import type { ManifestFile, WorldPlan } from './flow.ts'

export interface FoundFile extends ManifestFile {}

export interface Verdict {
  /** Manifest hashes that are nowhere. */
  lost: string[]
  /** Files beyond what was planned, each under its path. */
  doubled: string[]
  /** Temporary files. */
  stray: string[]
  /** Planned files that are not at their place, or have another time. */
  misplaced: string[]
}

const MARKER = '.patchbay-root'

/** Every file below a folder with its hash. */
export function scan(folder: string, above: ExactPath = ''): FoundFile[] {
  return listFolderSync(joinPath(folder, above)).flatMap(({ name, kind }): FoundFile[] => {
    const relPath = joinPath(above, name)
    if (kind === 'folder') return scan(folder, relPath)
    if (kind !== 'file' || name === MARKER) return []
    const path = joinPath(folder, relPath)
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
    return [{ path: showPath(relPath), sha256, mtimeMs: lstatSync(path).mtimeMs }]
  })
}

/** Trash and quarantine without their random members. */
export function settledPath(path: string): string {
  return path
    .replace(/\.patchbay-trash\/[0-9-]+\/[0-9a-f]{8}\/\d+\//, 'TRASH/')
    .replace(/\.patchbay-quarantine\/[0-9-]+\/[0-9a-f]{8}-/, 'QUARANTINE/')
}

/** I-FILES at any instant: every hash of the manifest is somewhere, whole. */
export function findLost(manifest: readonly ManifestFile[], found: readonly FoundFile[]): string[] {
  const hashes = new Set(found.map((file) => file.sha256))
  return manifest.filter((file) => !hashes.has(file.sha256)).map((file) => file.path)
}

/** I-FILES after settling: exactly the planned files at exactly the planned places. */
export function judge({ manifest, expected, besides }: WorldPlan, found: readonly FoundFile[]): Verdict {
  const wanted = new Map(expected.map((file) => [file.path, file]))
  const verdict: Verdict = { lost: findLost(manifest, found), doubled: [], stray: [], misplaced: [] }
  const met = new Set<string>()
  for (const file of found) {
    const path = settledPath(file.path)
    const want = wanted.get(path)
    if (want === undefined && besides?.test(path) === true) continue
    if (path.endsWith('.part')) verdict.stray.push(path)
    else if (want === undefined || met.has(path)) verdict.doubled.push(path)
    else if (want.sha256 !== file.sha256) verdict.misplaced.push(`${path}: other bytes`)
    else if (Math.abs(want.mtimeMs - file.mtimeMs) > 0.001)
      verdict.misplaced.push(`${path}: time ${file.mtimeMs}, not ${want.mtimeMs}`)
    met.add(path)
  }
  for (const path of wanted.keys()) if (!met.has(path)) verdict.misplaced.push(`${path}: not there`)
  return verdict
}
