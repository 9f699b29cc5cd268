import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { InvalidInputError, NotFoundError } from '../../kernel/errors.ts'
import { errnoOf, type FileIdentity, identityOf, identityText } from '../../media/file-identity.ts'
import { type ExactPath, joinPath } from '../../media/folder-listing.ts'
import { showPath } from '../../media/path-key.ts'
import { requireNoLinks } from '../../media/require-no-links.ts'
import { walk, type WalkEntry } from '../../media/walk.ts'
import { MARKER_NAME, type Root } from '../../transfer/index.ts'
import { sayReason } from '../items/views.ts'
import { baseName, type SaidCode } from '../model.ts'
import type { HashFiles } from '../ports.ts'
import type { WhereView } from './contract.ts'
import { findCopies, type WhereDeps } from './find-copies.ts'
import { toWhereView } from './views.ts'

export interface LookAtFilesDeps extends WhereDeps {
  hashFiles: HashFiles
}

interface Asked {
  root: string
  path: string
  cursor: string | undefined
  limit: number
}

/** A page ends here, however few files it has: an answer must not take minutes. */
const PAGE_BYTES = 2 ** 30

interface Met {
  relPath: ExactPath
  identity: FileIdentity | null
  /** Why its bytes are not looked at. */
  stays: SaidCode | null
}

/**
 * Reads a page of the files below a root of the server, in the order of their names, and says where their bytes are. What
 * could not be read is in the answer with its reason: it is never left out.
 */
export async function lookAtFiles(deps: LookAtFilesDeps, asked: Asked, signal: AbortSignal) {
  const root = rootNamed(deps, asked.root)
  const after = decodeAfter(asked.cursor)
  const all = (await listFiles(root, asked.path, signal)).filter(({ relPath }) => orderOf(relPath) > after)
  const page = cutPage(all, asked.limit)
  const readable = page.flatMap((met) =>
    met.identity === null || met.stays !== null ? [] : [{ ...met, identity: met.identity }],
  )
  const paths = readable.map(({ relPath, identity }) => ({
    path: joinPath(root.path, relPath),
    identity: identityText(identity),
  }))
  const hashed = await deps.hashFiles(paths, { signal })
  const known = readable.flatMap((met, index) => {
    const answer = hashed[index]
    if (answer?.kind !== 'hashed') return []
    const self = {
      path: join(root.path, showPath(met.relPath)),
      dev: String(met.identity.dev),
      ino: String(met.identity.ino),
    }
    return [{ met, asked: { sha256: answer.sha256, self } }]
  })
  const { answers, wants } =
    known.length === 0
      ? await noAnswers(deps)
      : await findCopies(
          deps,
          known.map((one) => one.asked),
        )
  const viewOf = new Map(known.map(({ met }, index) => [met.relPath, answers[index]]))
  const failureOf = new Map(readable.map((met, index) => [met.relPath, failure(hashed[index])]))
  const last = page.at(-1)
  return {
    files: page.map(({ relPath, identity, stays }) => {
      const found = viewOf.get(relPath)
      const where: WhereView | null = found === undefined ? null : toWhereView(found, deps.folders)
      const why = stays ?? failureOf.get(relPath) ?? null
      return {
        path: showPath(relPath),
        size: identity?.size ?? 0,
        where,
        reason: where !== null || why === null ? null : sayReason(why),
      }
    }),
    nextCursor: last === undefined || page.length === all.length ? null : encodeAfter(orderOf(last.relPath)),
    wants: [...wants],
  }
}

const noAnswers = async (deps: WhereDeps) => ({ ...(await findCopies(deps, [])), answers: [] })

function failure(answer: Awaited<ReturnType<HashFiles>>[number] | undefined): SaidCode | null {
  if (answer === undefined || answer.kind === 'changed') return { code: 'where.busy', params: {} }
  return answer.kind === 'failed' ? { code: 'where.unreadable', params: { path: '', errno: answer.errno } } : null
}

/** @throws NotFoundError when there is no such root */
function rootNamed({ folders }: WhereDeps, name: string): Root {
  const { sources, batches, archive, duplicates, trash } = folders.current()
  const root = [...sources.map((source) => source.root), batches, archive, duplicates, trash].find(
    (one) => one.name === name || one.path === name,
  )
  if (root === undefined) throw new NotFoundError('archive/no-such-root', { params: { root: name } })
  return root
}

/** Exactly as on disk, in hex for the cursor's sake where that is not text. */
const orderOf = (relPath: ExactPath): string =>
  typeof relPath === 'string' ? relPath : `${relPath.toString('hex')}\u0000`

const encodeAfter = (path: string): string => Buffer.from(path).toString('base64url')
const decodeAfter = (cursor: string | undefined): string =>
  cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString()

async function listFiles(root: Root, below: string, signal: AbortSignal): Promise<Met[]> {
  const start = below.replace(/^\/+|\/+$/g, '')
  if (start.split('/').includes('..')) throw new InvalidInputError('archive/outside-root', { params: { path: below } })
  await requireNoLinks(root.path, dirname(start))
  const path = start === '' ? root.path : join(root.path, start)
  const self = await lookAt(path, { below, root: root.name })
  if (!self.isDirectory()) return [metOf({ kind: kindOf(self), relPath: start, identity: identityOf(self) })]
  const found: Met[] = []
  for await (const batch of walk(path, { signal })) {
    for (const { relPath, errno, kind } of batch.findings) {
      if (kind === 'vanished') continue
      const code = 'where.unreadable'
      found.push({
        relPath: under(start, relPath),
        identity: null,
        stays: { code, params: { path: showPath(relPath), errno } },
      })
    }
    for (const entry of batch.entries)
      if (entry.kind !== 'folder' && baseName(showPath(entry.relPath)) !== MARKER_NAME)
        found.push(metOf({ ...entry, relPath: under(start, entry.relPath) }))
  }
  return found.toSorted((a, b) => (orderOf(a.relPath) < orderOf(b.relPath) ? -1 : 1))
}

const under = (start: string, relPath: ExactPath): ExactPath => (start === '' ? relPath : joinPath(start, relPath))

async function lookAt(path: string, { below, root }: { below: string; root: string }) {
  try {
    return await lstat(path, { bigint: true })
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'ENOENT' || errno === 'ENOTDIR')
      throw new NotFoundError('archive/no-such-path', { params: { path: below, root } })
    throw new InvalidInputError('archive/path-unreadable', { params: { path: below, errno } })
  }
}

const kindOf = (stat: { isFile(): boolean; isSymbolicLink(): boolean }): WalkEntry['kind'] =>
  stat.isFile() ? 'file' : stat.isSymbolicLink() ? 'symlink' : 'other'

const metOf = ({ kind, relPath, identity }: Pick<WalkEntry, 'kind' | 'relPath' | 'identity'>): Met => ({
  relPath,
  identity,
  stays: kind === 'file' ? null : { code: kind === 'symlink' ? 'where.link' : 'where.special', params: {} },
})

/** At least one file. */
function cutPage(files: readonly Met[], limit: number): Met[] {
  let bytes = 0
  const end = files.findIndex(({ identity }, index) => {
    bytes += identity?.size ?? 0
    return index >= limit || (index > 0 && bytes > PAGE_BYTES)
  })
  return files.slice(0, end === -1 ? files.length : end)
}
