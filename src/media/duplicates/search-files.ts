import { breathe } from '../../kernel/breathe.ts'
import type { ExactPath } from '../folder-listing.ts'
import { type Groups, select } from './classify.ts'
import { refOf, toLinkSet } from './describe-files.ts'
import type { DuplicateOptions, DuplicateResult, FileRef, LinkSet, UnreadablePlace } from './duplicate-report.ts'
import { type EqualFiles, equalAsKept, equalByClass, equalByDigest, showGroups } from './equal-files.ts'
import { CHUNK_FILES, type FileTable, sizeOf } from './file-columns.ts'
import { findCandidates, type Found } from './find-candidates.ts'
import { type KeptFiles, keepFiles } from './memory/kept-groups.ts'
import type { KnownContents } from './memory/known-contents.ts'
import { openMemory } from './memory/known-file.ts'
import { freshOnes, type ListedFiles, listFiles } from './list-files.ts'
import type { ProgressWatch } from './progress.ts'
import {
  type Candidates,
  DIGEST_BYTES,
  type FileFailure,
  HEAD_BYTES,
  isChange,
  type Reply,
  SMALL_BYTES,
  State,
} from './protocol.ts'
import { remember, trustedListings } from './memory/remember.ts'
import { groupByHead, recall, recalledDigestOf, renameRecalled, sortHeadGroups } from './settle-contents.ts'
import type { Threads } from './threads.ts'
import { startWalk } from './walk-roots.ts'

const FILES_PER_TASK = 128

export interface Started {
  options: DuplicateOptions
  threads: Threads
  progress: ProgressWatch
  startedAtMs: number
}

interface Search extends Started {
  known: KnownContents | undefined
}

/** Files that were looked at anew. */
interface Settled {
  found: Found
  candidates: Candidates
  equal: EqualFiles[]
  failures: FileFailure[]
}

/** Walks the roots and settles which files are equal. @throws the signal's reason when aborted */
export async function searchFiles(
  roots: readonly ExactPath[],
  { options, threads, progress, startedAtMs }: Started,
): Promise<DuplicateResult> {
  progress.begin('walking', undefined)
  const given = await options.cache
  const memory = await openMemory(given)
  const recalled = memory === undefined ? [] : threads.askAll({ kind: 'recall', memory: memory.shared })
  const walk = startWalk(roots, threads, memory)
  const [listed, unreadable] = await Promise.all([listFiles(walk, memory, options), walk.ended, recalled])
  progress.end()
  const { table } = walk
  const search: Search = { options, threads, progress, startedAtMs, known: memory?.known }
  const { fresh, kept } = await keepKnown(memory?.known, table, listed)
  const settled = await settleContents(search, table, await findCandidates(table, fresh))
  progress.throwIfStopped()
  const equal = [...(kept?.equal ?? []), ...settled.equal]
  const links = [...(kept?.files.links ?? []), ...settled.found.links]
  return {
    ...(await report(table, { equal, links, wantsDigests: options.digests === true })),
    changed: changedFiles(table, settled.candidates),
    unreadable: [...unreadable, ...unreadableFiles(table, settled)],
    files: listed.count,
    bytes: listed.bytes,
    opened: progress.opened(),
    async toCache() {
      const hasLearned = fresh.length > 0 || trustedListings(walk, startedAtMs).length > 0
      if (given !== undefined && memory !== undefined && !hasLearned) return given
      const { candidates, found } = settled
      const learned = { table, walk, memory, equal, candidates, distinct: found.distinct, kept: kept?.files, links }
      return remember(learned, startedAtMs)
    },
  }
}

async function keepKnown(
  known: KnownContents | undefined,
  table: FileTable,
  listed: ListedFiles,
): Promise<{ fresh: Uint32Array; kept: { files: KeptFiles; equal: EqualFiles[] } | undefined }> {
  if (known === undefined) return { fresh: listed.numbers, kept: undefined }
  const isFresh = freshOnes(table, listed)
  const fresh = isFresh === undefined ? new Uint32Array(0) : await select(listed.numbers.length, isFresh)
  const files = await keepFiles(listed, known, isFresh)
  return {
    fresh: fresh.map((at) => listed.numbers[at] as number),
    kept: { files, equal: [equalAsKept(files, known)] },
  }
}

async function settleContents(search: Search, table: FileTable, found: Found): Promise<Settled> {
  const candidates = shareCandidates(found.candidates)
  await recall(search.known, { table, candidates })
  const todo = share(await select(candidates.files.length, (position) => candidates.states[position] === State.unread))
  if (todo.length > 0) await search.threads.askAll({ kind: 'begin', table, candidates })
  const failures = await readTodo(search, { table, candidates, todo })
  const oldDigestOf = recalledDigestOf(search.known)
  const groups = sortHeadGroups(
    await groupByHead({ table, candidates }),
    { table, candidates },
    search.options.digests === true ? oldDigestOf : undefined,
  )
  if (todo.length === 0 && groups.open.ends.length > 0)
    await search.threads.askAll({ kind: 'begin', table, candidates })
  const digests = renameRecalled(groups.recalled, candidates.classes, oldDigestOf)
  for (const reply of await compareOpen(search, { table, candidates, open: groups.open })) {
    for (const failure of reply.fileFailures) failures.push(failure)
    for (const { contentClass, sha256 } of reply.digests) digests.set(contentClass, sha256)
  }
  const equal = [equalByDigest(groups, candidates), equalByClass(groups, candidates, digests)]
  return { found, candidates, equal, failures }
}

async function readTodo(
  search: Search,
  { table, candidates, todo }: { table: FileTable; candidates: Candidates; todo: Uint32Array },
): Promise<FileFailure[]> {
  const bytesOf = (position: number): number => {
    const size = sizeOf(table, candidates.files[position] as number)
    return size <= SMALL_BYTES ? size : HEAD_BYTES
  }
  search.progress.begin('reading', {
    files: todo.length,
    bytes: todo.reduce((sum, position) => sum + bytesOf(position), 0),
  })
  const replies = todo.length === 0 ? [] : await search.threads.askAll({ kind: 'read', todo, perTask: FILES_PER_TASK })
  search.progress.end()
  return replies.flatMap((reply) => reply.fileFailures)
}

async function compareOpen(
  search: Search,
  { table, candidates, open }: { table: FileTable; candidates: Candidates; open: Groups },
): Promise<Reply[]> {
  for (const position of open.members) candidates.classes[position] = 0
  const bytes = open.members.reduce((sum, position) => sum + sizeOf(table, candidates.files[position] as number), 0)
  search.progress.begin('comparing', { files: open.members.length, bytes })
  const wantsDigests = search.options.digests === true
  const replies = open.ends.length === 0 ? [] : await search.threads.askAll({ kind: 'compare', ...open, wantsDigests })
  search.progress.end()
  return replies
}

function share(numbers: Uint32Array): Uint32Array {
  const shared = new Uint32Array(new SharedArrayBuffer(numbers.byteLength))
  shared.set(numbers)
  return shared
}

function shareCandidates(files: Uint32Array): Candidates {
  const count = files.length
  return {
    files: share(files),
    states: new Uint8Array(new SharedArrayBuffer(count)),
    digests: new Uint8Array(new SharedArrayBuffer(count * DIGEST_BYTES)),
    classes: new Uint32Array(new SharedArrayBuffer(count * 4)),
  }
}

function unreadableFiles(table: FileTable, { failures }: Settled): UnreadablePlace[] {
  return failures
    .filter(({ errno }) => !isChange(errno))
    .map(({ file, errno }) => ({ ...refOf(table, file), kind: 'file' as const, errno }))
}

function changedFiles(table: FileTable, { files, states }: Candidates): FileRef[] {
  const changed = files.filter((_, position) => states[position] === State.changed)
  return Array.from(changed, (file) => refOf(table, file))
}

async function report(
  table: FileTable,
  { equal, links, wantsDigests }: { equal: EqualFiles[]; links: Uint32Array[]; wantsDigests: boolean },
): Promise<Pick<DuplicateResult, 'groupCount' | 'groups' | 'hardLinks'>> {
  const hardLinks: LinkSet[] = []
  const shownAs = new Uint32Array(table.chunks.length * CHUNK_FILES)
  // Backups made of hard links have about as many of these as files.
  for (const names of links) {
    const { set, first } = toLinkSet(table, names)
    hardLinks.push(set)
    shownAs[names[0] as number] = first + 1
    if (hardLinks.length % 64 === 0) await breathe()
  }
  return {
    groupCount: equal.reduce((sum, { ends }) => sum + ends.length, 0),
    groups: { [Symbol.iterator]: () => showGroups(equal, { table, shownAs, wantsDigests }) },
    hardLinks,
  }
}
