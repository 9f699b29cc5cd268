import type { ExactPath } from '../folder-listing.ts'
import { type Groups, select } from './classify.ts'
import { compareRefs, describe, type Found, findCandidates, refOf, toLinkSet } from './find-candidates.ts'
import type {
  DuplicateFile,
  DuplicateGroup,
  DuplicateOptions,
  DuplicateResult,
  FileRef,
  UnreadablePlace,
} from './duplicate-report.ts'
import { type FileTable, sizeOf } from './file-columns.ts'
import { indexKnownContents, type KnownIndex } from './known-contents.ts'
import { watchProgress, type ProgressWatch } from './progress.ts'
import {
  type Candidates,
  DIGEST_BYTES,
  type FileFailure,
  HEAD_BYTES,
  type Reply,
  SMALL_BYTES,
  State,
} from './protocol.ts'
import { isChange } from './read-heads.ts'
import {
  type ClassDigests,
  eachGroup,
  groupByHead,
  type HeadGroups,
  recall,
  remember,
  renameRecalled,
  sortHeadGroups,
} from './settle-contents.ts'
import { startThreads, type Threads } from './threads.ts'
import { walkRoots } from './walk-roots.ts'

const FILES_PER_TASK = 128

interface Search {
  options: DuplicateOptions
  threads: Threads
  progress: ProgressWatch
}

interface Settled {
  table: FileTable
  candidates: Candidates
  groups: HeadGroups
  digests: ClassDigests
  failures: FileFailure[]
}

/**
 * Finds files with the same bytes: by size, then by head, then byte by byte (small files, and groups of more than 64
 * larger ones, by sha256). Only regular files; symlinks are not followed. A file that changes while it is read is
 * reported, never grouped. The work is done by worker threads; the calling thread is never held for more than a few ms.
 * @throws the signal's reason when aborted
 */
export async function findDuplicates(
  roots: readonly ExactPath[],
  options: DuplicateOptions = {},
): Promise<DuplicateResult> {
  options.signal?.throwIfAborted()
  const startedAtMs = (options.now ?? Date.now)()
  const progress = watchProgress(options)
  await using threads = startThreads(Math.max(1, Math.floor(options.threads ?? 2) || 1), progress.control)
  using _ending = progress
  const search: Search = { options, threads, progress }
  progress.begin('walking', undefined)
  const [{ table, unreadable }, known] = await Promise.all([
    walkRoots(roots, threads),
    indexKnownContents(options.cache),
  ])
  progress.end()
  const found = await findCandidates(table, options.filter)
  const settled = await settleContents(search, table, { found, known })
  progress.throwIfStopped()
  return report({ startedAtMs, unreadable, found, settled, opened: progress.opened(), options })
}

async function settleContents(
  search: Search,
  table: FileTable,
  { found, known }: { found: Found; known: KnownIndex | undefined },
): Promise<Settled> {
  const candidates = shareCandidates(found.candidates)
  const oldDigests = await recall(known, { table, candidates })
  const todo = share(await select(candidates.files.length, (position) => candidates.states[position] === State.unread))
  if (todo.length > 0) await search.threads.askAll({ kind: 'begin', table, candidates })
  const failures = await readTodo(search, { table, candidates, todo })
  const groups = sortHeadGroups(
    await groupByHead({ table, candidates }),
    { table, candidates },
    search.options.digests === true ? oldDigests : undefined,
  )
  if (todo.length === 0 && groups.open.ends.length > 0)
    await search.threads.askAll({ kind: 'begin', table, candidates })
  const digests = renameRecalled(groups.recalled, candidates.classes, oldDigests)
  for (const reply of await compareOpen(search, { table, candidates, open: groups.open })) {
    for (const failure of reply.fileFailures) failures.push(failure)
    for (const { contentClass, sha256 } of reply.digests) digests.set(contentClass, sha256)
  }
  return { table, candidates, groups, digests, failures }
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

interface Parts {
  startedAtMs: number
  unreadable: UnreadablePlace[]
  found: Found
  settled: Settled
  opened: number
  options: DuplicateOptions
}

function report({ startedAtMs, unreadable, found, settled, opened, options }: Parts): DuplicateResult {
  const { table, candidates, digests } = settled
  const groups = finalGroups(settled)
  const firstNames = new Map<number, DuplicateFile>()
  const hardLinks = found.links.map((names) => toLinkSet(table, names))
  found.links.forEach((names, at) =>
    firstNames.set(names[0] as number, { ...describe(table, names[0] as number), ...(hardLinks[at] as FileRef[])[0] }),
  )
  return {
    groupCount: groups.length,
    groups: {
      [Symbol.iterator]: () => mapped(groups, (positions) => toGroup(positions, { settled, firstNames, options })),
    },
    hardLinks,
    unreadable: [
      ...unreadable,
      ...settled.failures
        .filter(({ errno }) => !isChange(errno))
        .map(({ file, errno }) => ({ ...refOf(table, file), kind: 'file' as const, errno })),
    ],
    changed: Array.from(
      candidates.files.filter((_, position) => candidates.states[position] === State.changed),
      (file) => refOf(table, file),
    ),
    files: found.files,
    bytes: found.bytes,
    opened,
    toCache: () =>
      opened === 0 && options.cache !== undefined
        ? options.cache
        : remember({ table, candidates }, digests, startedAtMs),
  }
}

/** Positions of the members of each group of equal files. */
function finalGroups({ groups, candidates }: Settled): Uint32Array[] {
  const final = [...eachGroup(groups.settled)]
  for (const compared of [groups.recalled, groups.open]) {
    for (const positions of eachGroup(compared)) {
      const classes = Map.groupBy(positions, (position) => candidates.classes[position] as number)
      for (const [contentClass, members] of classes)
        if (contentClass !== 0 && members.length > 1) final.push(Uint32Array.from(members))
    }
  }
  return final
}

function toGroup(
  positions: Uint32Array,
  {
    settled,
    firstNames,
    options,
  }: { settled: Settled; firstNames: Map<number, DuplicateFile>; options: DuplicateOptions },
): DuplicateGroup {
  const { table, candidates, digests } = settled
  const files = Array.from(positions, (position) => {
    const file = candidates.files[position] as number
    return firstNames.get(file) ?? describe(table, file)
  }).toSorted(compareRefs)
  const size = files[0]?.size ?? 0
  if (options.digests !== true) return { size, files }
  const first = positions[0] as number
  const sha256 =
    size <= SMALL_BYTES
      ? candidates.digests.subarray(first * DIGEST_BYTES, (first + 1) * DIGEST_BYTES)
      : digests.get(candidates.classes[first] as number)
  return { size, sha256: Buffer.from(sha256 ?? []).toString('hex'), files }
}

function* mapped<T, R>(items: Iterable<T>, to: (item: T) => R): Generator<R> {
  for (const item of items) yield to(item)
}
