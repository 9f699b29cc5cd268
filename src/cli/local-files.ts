import { lstat, realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isNobodys } from '../archive/where/contract.ts'
import { errnoOf, type FileIdentity, identityOf } from '../media/file-identity.ts'
import { type ExactPath, joinPath } from '../media/folder-listing.ts'
import type { HashPool } from '../media/hash.ts'
import { showPath } from '../media/path-key.ts'
import { walk, type WalkEntry } from '../media/walk.ts'

/** A file of this machine that somebody asks about. */
export interface LocalFile {
  /** As it was asked for, for people. */
  shown: string
  /** Absolute, with every link on the way resolved; by its exact bytes. */
  path: ExactPath
  /** Null when it could not even be looked at. */
  identity: FileIdentity | null
  /** Why its bytes are not read; words at `reason.where.<code>`. */
  stays: { code: string; errno: string } | null
}

export interface LocalFiles {
  files: LocalFile[]
  /** Files that systems keep for themselves (Thumbs.db, .DS_Store, ._*) and markers of ours: no file of a person's. */
  systemFiles: number
}

/** Files and all that lies below folders. A link that was named is followed, links inside of a folder are not. */
export async function listLocalFiles(wanted: readonly string[], signal: AbortSignal): Promise<LocalFiles> {
  const found: LocalFiles = { files: [], systemFiles: 0 }
  for (const shown of wanted) {
    try {
      const path = await realpath(resolve(shown))
      const stat = await lstat(path, { bigint: true })
      if (stat.isDirectory()) await listBelow(found, { shown, path }, signal)
      else found.files.push({ shown, path, identity: identityOf(stat), stays: stat.isFile() ? null : SPECIAL })
    } catch (error) {
      found.files.push({ shown, path: shown, identity: null, stays: unreadable(errnoOf(error)) })
    }
  }
  return found
}

const SPECIAL = { code: 'special', errno: '' }
const LINK = { code: 'link', errno: '' }
const unreadable = (errno: string) => ({ code: 'unreadable', errno })

async function listBelow(found: LocalFiles, at: { shown: string; path: string }, signal: AbortSignal): Promise<void> {
  const shownOf = (relPath: ExactPath): string =>
    relPath.length === 0 ? at.shown : `${at.shown.replace(/\/$/, '')}/${showPath(relPath)}`
  for await (const batch of walk(at.path, { signal })) {
    for (const { relPath, errno } of batch.findings)
      found.files.push({
        shown: shownOf(relPath),
        path: joinPath(at.path, relPath),
        identity: null,
        stays: unreadable(errno),
      })
    for (const entry of batch.entries) {
      if (entry.kind === 'folder') continue
      if (isNobodys(baseName(entry))) found.systemFiles++
      else
        found.files.push({
          shown: shownOf(entry.relPath),
          path: joinPath(at.path, entry.relPath),
          identity: entry.identity,
          stays: entry.kind === 'file' ? null : entry.kind === 'symlink' ? LINK : SPECIAL,
        })
    }
  }
}

const baseName = ({ relPath }: WalkEntry): string => showPath(relPath).split('/').at(-1) ?? ''

export type LocalHash = { kind: 'hashed'; sha256: string } | { kind: 'no'; code: string; errno: string }

/** Hashes each inode once, however many names it has; in the order given. */
export async function hashLocalFiles(
  files: readonly LocalFile[],
  pool: HashPool,
  { signal, onDone }: { signal: AbortSignal; onDone: (bytes: number) => void },
): Promise<LocalHash[]> {
  const answers = new Map<string, Promise<LocalHash>>()
  const hash = async ({ path, identity, stays }: LocalFile): Promise<LocalHash> => {
    if (stays !== null || identity === null) return { kind: 'no', ...(stays ?? unreadable('')) }
    const outcome = await pool.hash(path, { signal, expected: identity })
    onDone(identity.size)
    if (outcome.kind === 'hashed') return { kind: 'hashed', sha256: outcome.sha256 }
    return outcome.kind === 'changed'
      ? { kind: 'no', code: 'busy', errno: '' }
      : { kind: 'no', ...unreadable(outcome.errno) }
  }
  const asked: Promise<LocalHash>[] = []
  for (const file of files) {
    const key = file.identity === null ? undefined : `${file.identity.dev}:${file.identity.ino}`
    const known = key === undefined ? undefined : answers.get(key)
    const answer = known ?? hash(file)
    if (key !== undefined) answers.set(key, answer)
    asked.push(answer)
  }
  return Promise.all(asked)
}
