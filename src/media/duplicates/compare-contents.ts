import { createHash, type Hash } from 'node:crypto'
import { closeSync, fstatSync, readSync } from 'node:fs'
import { alignedBuffer } from '../aligned-buffer.ts'
import { errnoOf, openForReading } from '../file-identity.ts'
import { isAsSeen, sizeOf } from './file-columns.ts'
import { countDone, type FileFailure, isChange, isStopped, State, takeTask } from './protocol.ts'
import { PathFinder, type Work } from './read-heads.ts'

/** Most files that one thread holds open; larger groups are told apart by sha256, one file after the other. */
const MAX_OPEN = 64
const MAX_CHUNK_BYTES = 128 * 1024
const BUFFER_BYTES = 4 * 1024 * 1024

export interface ContentDigest {
  contentClass: number
  sha256: Uint8Array
}

export interface Comparison {
  /** Groups of candidates of one size and head, as positions. */
  ends: Uint32Array
  members: Uint32Array
  wantsDigests: boolean
}

interface OpenFile {
  position: number
  file: number
  fd: number
  buffer: Buffer
}

/** Files that agree in every byte so far. */
interface Alike {
  files: OpenFile[]
  hash: Hash | undefined
}

interface Comparer extends Work {
  finder: PathFinder
  wantsDigests: boolean
  failures: FileFailure[]
  digests: ContentDigest[]
}

/** Made at the first comparison: a thread that only walks needs none. */
let pool: Buffer | undefined

/**
 * Settles which members of each group have the same bytes: each byte of each file is read once, in step with the others,
 * and a file is left as soon as nothing equals it. Writes the content class of each member, 0 for those that changed. Blocks.
 */
export function compareContents(
  comparison: Comparison,
  work: Work,
): { failures: FileFailure[]; digests: ContentDigest[] } {
  const comparer: Comparer = {
    ...work,
    finder: new PathFinder(work.table),
    wantsDigests: comparison.wantsDigests,
    failures: [],
    digests: [],
  }
  const { ends, members } = comparison
  for (let group = takeTask(work.control); group < ends.length; group = takeTask(work.control)) {
    if (isStopped(work.control)) break
    const positions = members.subarray(group === 0 ? 0 : ends[group - 1], ends[group])
    Atomics.add(work.control.flags, 3, positions.length)
    if (positions.length > MAX_OPEN) hashEach(positions, comparer)
    else compareGroup(positions, comparer)
  }
  return { failures: comparer.failures, digests: comparer.digests }
}

function compareGroup(positions: Uint32Array, comparer: Comparer): void {
  const files = openAll(positions, comparer)
  try {
    const size = sizeOf(comparer.table, comparer.candidates.files[positions[0] as number] as number)
    const settled = readInStep(files, size, comparer)
    for (const alike of settled) settle(alike, comparer)
  } finally {
    for (const file of files) if (file.fd >= 0) closeSync(file.fd)
  }
}

function openAll(positions: Uint32Array, comparer: Comparer): OpenFile[] {
  pool ??= alignedBuffer(BUFFER_BYTES)
  const chunkBytes = Math.min(MAX_CHUNK_BYTES, Math.floor(BUFFER_BYTES / positions.length / 4096) * 4096)
  const files: OpenFile[] = []
  for (const position of positions) {
    const file = comparer.candidates.files[position] as number
    const buffer = pool.subarray(files.length * chunkBytes, (files.length + 1) * chunkBytes)
    const fd = attempt(position, comparer, () => openForReading(comparer.finder.pathOf(file)))
    if (fd !== undefined) files.push({ position, file, fd, buffer })
  }
  return files
}

/** Runs one file call; a failure takes the file out of the comparison. */
function attempt<T>(position: number, comparer: Comparer, call: () => T): T | undefined {
  try {
    return call()
  } catch (error) {
    const errno = errnoOf(error)
    comparer.candidates.states[position] = isChange(errno) ? State.changed : State.unreadable
    comparer.failures.push({ file: comparer.candidates.files[position] as number, errno })
    return undefined
  }
}

function readInStep(files: OpenFile[], size: number, comparer: Comparer): Alike[] {
  const settled: Alike[] = []
  let open: Alike[] = [{ files, hash: comparer.wantsDigests ? createHash('sha256') : undefined }]
  for (let offset = 0; offset < size && open.length > 0;) {
    if (isStopped(comparer.control)) return []
    const length = Math.min(files[0]?.buffer.length ?? size, size - offset)
    const next: Alike[] = []
    for (const alike of open) {
      for (const part of split(alike, { offset, length }, comparer)) {
        // With digests a file that stands alone is left too: only groups get one.
        if (part.files.length > 1) next.push(part)
        else settled.push(part)
      }
    }
    open = next
    offset += length
  }
  return [...settled, ...open]
}

function split(alike: Alike, span: { offset: number; length: number }, comparer: Comparer): Alike[] {
  const parts: { files: OpenFile[]; bytes: Buffer; hash: Hash | undefined }[] = []
  for (const file of alike.files) {
    if (!readSpan(file, span, comparer)) continue
    const bytes = file.buffer.subarray(0, span.length)
    const same = parts.find((part) => part.bytes.equals(bytes))
    if (same === undefined) parts.push({ files: [file], bytes, hash: undefined })
    else same.files.push(file)
  }
  for (const part of parts) if (part.files.length > 1) part.hash = alike.hash?.copy().update(part.bytes)
  return parts
}

function readSpan(file: OpenFile, { offset, length }: { offset: number; length: number }, comparer: Comparer): boolean {
  const got = attempt(file.position, comparer, () => {
    let done = 0
    while (done < length) {
      const count = readSync(file.fd, file.buffer, done, length - done, offset + done)
      if (count === 0) break
      done += count
    }
    return done
  })
  countDone(comparer.control, 0, got ?? 0)
  if (got !== undefined && got < length) comparer.candidates.states[file.position] = State.changed
  return got === length
}

/** Only files that are still as the walk saw them get a class; the class is the lowest position of its members, plus one. */
function settle(alike: Alike, comparer: Comparer): void {
  const unchanged = alike.files.filter((file) => {
    const still = attempt(file.position, comparer, () =>
      isAsSeen(comparer.table, file.file, fstatSync(file.fd, { bigint: true })),
    )
    if (still === false) comparer.candidates.states[file.position] = State.changed
    closeSync(file.fd)
    file.fd = -1
    return still === true
  })
  countDone(comparer.control, alike.files.length, 0)
  nameClass(
    unchanged.map((file) => file.position),
    alike.files.length > 1 ? alike.hash?.digest() : undefined,
    comparer,
  )
}

/** Positions come in ascending order. */
function nameClass(positions: readonly number[], sha256: Uint8Array | undefined, comparer: Comparer): void {
  const [lowest] = positions
  if (lowest === undefined) return
  const contentClass = lowest + 1
  for (const position of positions) comparer.candidates.classes[position] = contentClass
  if (sha256 !== undefined) comparer.digests.push({ contentClass, sha256 })
}

function hashEach(positions: Uint32Array, comparer: Comparer): void {
  const byDigest = new Map<string, { positions: number[]; sha256: Uint8Array }>()
  for (const position of positions) {
    if (isStopped(comparer.control)) return
    const sha256 = attempt(position, comparer, () => hashOne(position, comparer))
    countDone(comparer.control, 1, 0)
    if (sha256 === undefined) continue
    const key = sha256.toString('latin1')
    const same = byDigest.get(key)
    if (same === undefined) byDigest.set(key, { positions: [position], sha256 })
    else same.positions.push(position)
  }
  for (const same of byDigest.values())
    nameClass(same.positions, comparer.wantsDigests ? same.sha256 : undefined, comparer)
}

function hashOne(position: number, comparer: Comparer): Buffer | undefined {
  pool ??= alignedBuffer(BUFFER_BYTES)
  const file = comparer.candidates.files[position] as number
  const size = sizeOf(comparer.table, file)
  const hash = createHash('sha256')
  const fd = openForReading(comparer.finder.pathOf(file))
  try {
    const open = { position, file, fd, buffer: pool }
    for (let offset = 0; offset < size; offset += MAX_CHUNK_BYTES) {
      if (isStopped(comparer.control)) return undefined
      const length = Math.min(MAX_CHUNK_BYTES, size - offset)
      if (!readSpan(open, { offset, length }, comparer)) return undefined
      hash.update(pool.subarray(0, length))
    }
    if (isAsSeen(comparer.table, file, fstatSync(fd, { bigint: true }))) return hash.digest()
    comparer.candidates.states[position] = State.changed
    return undefined
  } finally {
    closeSync(fd)
  }
}
