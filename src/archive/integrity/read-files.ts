import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { JobContext } from '../../jobs/index.ts'
import { mtimeMsOf, parseSeenIdentity } from '../../media/file-identity.ts'
import type { Root, Roots } from '../../transfer/index.ts'
import type { HashAnswer, HashFiles } from '../ports.ts'
import { pathOfFiled } from './look-at-archive.ts'
import type { Check, DueFile, Finding, FindingKind } from './model.ts'
import { closeFindings, openFinding } from './finding-store.ts'
import { confirmReadings, countUp, type Extent, listDue, type Reading, writeLooks, writeReadings } from './store.ts'
import { tellFindings } from './tell-findings.ts'

export interface ReadDeps {
  db: Db
  attention: Attention
  roots: Roots
  hashFiles: HashFiles
}

/** Files and bytes that are read before it is written down: so much is read again after a crash. */
const CHUNK_FILES = 512
const CHUNK_BYTES = 256 << 20

interface Limits {
  extent: Extent
  /** Bytes that may be read in all. */
  budgetBytes: number
  /** Bytes that will be, as far as is known. */
  totalBytes: number
  /** Epoch ms when it has to end. */
  until: number
  bytesPerSecond: number | undefined
}

/** What reading one file brought. */
type Found =
  | { kind: 'right'; file: DueFile; identity: string; sha256: string }
  | {
      kind: 'wrong'
      file: DueFile
      finding: FindingKind
      foundSha256?: string
      identity?: string
      errno?: string
    }
  /** Written while it was read, or moved since the look: it comes again with the next check. */
  | { kind: 'busy'; file: DueFile }

/**
 * Reads what is due, chunk by chunk, and writes down what it found with each, while the next one is being read. An attempt
 * after a crash goes on with the first chunk that was not written.
 * @returns whether all that was due was read, or the night was over
 */
export async function readDue(
  deps: ReadDeps,
  { check, root, limits }: { check: Check; root: Root; limits: Limits },
  job: JobContext,
): Promise<'all' | 'out-of-time'> {
  const chunks = chunksOf(deps.db, { check, limits }, job)
  const tell = tellerOf({ check, limits }, job)
  let writing = Promise.resolve()
  try {
    for (;;) {
      const next = await chunks.next()
      if (next.done === true) {
        await writing
        return next.value
      }
      const files = next.value
      const options = { signal: job.signal, onProgress: tell(files), bytesPerSecond: limits.bytesPerSecond }
      const before = writing
      writing = writeDown(deps, { check, root, before, reading: readChunk(deps, { root, files }, options) }, job)
      writing.catch(() => undefined)
      // Two at once would read twice as fast as they may.
      await (limits.bytesPerSecond === undefined ? before : writing)
    }
  } finally {
    await writing.catch(() => undefined)
  }
}

/** In their order. */
async function writeDown(
  deps: ReadDeps,
  { check, root, before, reading }: { check: Check; root: Root; before: Promise<void>; reading: Promise<Found[]> },
  job: JobContext,
): Promise<void> {
  // Nothing goes on behind an attempt that has failed.
  await Promise.allSettled([before, reading])
  await before
  const found = await reading
  // An archive that went away meanwhile would make all of it missing.
  await deps.roots.requireOnline(root.id)
  await job.commit((tx) => writeFound(deps, tx, { check, found, at: job.clock.now() }))
}

/** What is read together, as far as time and budget go. */
async function* chunksOf(
  { read }: Db,
  { check, limits }: { check: Check; limits: Limits },
  job: JobContext,
): AsyncGenerator<DueFile[], 'all' | 'out-of-time', void> {
  let { bytesRead } = check
  for (let after: DueFile | undefined; bytesRead < limits.budgetBytes;) {
    job.signal.throwIfAborted()
    if (job.clock.now() >= limits.until) return 'out-of-time'
    const due = await listDue(read, limits.extent, { after, limit: CHUNK_FILES })
    const files = cutAt(due, limits.budgetBytes - bytesRead)
    if (files.length === 0) return 'all'
    yield files
    bytesRead += bytesOf(files)
    after = files.at(-1)
  }
  return 'all'
}

/** Adds up what is read of chunks that are read at once. */
function tellerOf(
  { check, limits }: { check: Check; limits: Limits },
  job: JobContext,
): (files: readonly DueFile[]) => (bytes: number) => void {
  let current = check.bytesRead
  return (files) => {
    const message = files.at(-1)?.relPath ?? ''
    let told = 0
    return (bytes) => {
      current += bytes - told
      told = bytes
      job.progress({ current, total: limits.totalBytes, unit: 'bytes', message })
    }
  }
}

const bytesOf = (files: readonly DueFile[]): number => files.reduce((sum, { size }) => sum + size, 0)

/** At least one. */
function cutAt(files: readonly DueFile[], budgetBytes: number): DueFile[] {
  let bytes = 0
  const most = Math.min(CHUNK_BYTES, budgetBytes)
  const end = files.findIndex((file) => (bytes += file.size) > most)
  return files.slice(0, end === -1 ? files.length : Math.max(1, end))
}

async function readChunk(
  { hashFiles }: ReadDeps,
  { root, files }: { root: Root; files: readonly DueFile[] },
  options: Parameters<HashFiles>[1],
): Promise<Found[]> {
  const asked = files.map((file) => ({ path: pathOfFiled(root, file), identity: null, size: file.size }))
  const answers = await hashFiles(asked, options)
  const found: Found[] = []
  for (const [index, file] of files.entries()) {
    const first = judge(file, answers[index])
    const isOther = first.kind === 'wrong' && first.identity !== undefined
    found.push(isOther ? await readAgain({ hashFiles, root, options }, first) : first)
  }
  return found
}

/** A byte that only the cable or the memory turned is another fault than one on the disk. */
async function readAgain(
  { hashFiles, root, options }: { hashFiles: HashFiles; root: Root; options: Parameters<HashFiles>[1] },
  first: Extract<Found, { kind: 'wrong' }>,
): Promise<Found> {
  const { file, identity = null } = first
  const asked = { path: pathOfFiled(root, file), identity }
  const [answer] = await hashFiles([asked], { signal: options.signal, bytesPerSecond: options.bytesPerSecond })
  const second = judge(file, answer)
  const isSame = second.kind === 'wrong' && second.foundSha256 === first.foundSha256
  return isSame || second.kind === 'busy' ? second : { ...first, finding: 'unsteady' }
}

function judge(file: DueFile, answer: HashAnswer | undefined): Found {
  if (answer === undefined || answer.kind === 'changed') return { kind: 'busy', file }
  if (answer.kind === 'failed') {
    // Whether it is gone or lies elsewhere is for the look to say.
    if (answer.errno === 'ENOENT' || answer.errno === 'ENOTDIR') return { kind: 'busy', file }
    return { kind: 'wrong', file, finding: 'unreadable', errno: answer.errno }
  }
  const { sha256, identity } = answer
  if (file.sha256 === null || file.sha256 === sha256) return { kind: 'right', file, identity, sha256 }
  const [seen, now] = [parseSeenIdentity(file.identity), parseSeenIdentity(identity)]
  const isAsFiled = seen.size === now.size && seen.mtimeNs === now.mtimeNs
  return { kind: 'wrong', file, finding: isAsFiled ? 'rotten' : 'changed', foundSha256: sha256, identity }
}

async function writeFound(
  { attention }: ReadDeps,
  tx: Tx,
  { check, found, at }: { check: Check; found: readonly Found[]; at: number },
): Promise<void> {
  const right = found.filter((one) => one.kind === 'right')
  const wrong = found.filter((one) => one.kind === 'wrong')
  const busy = found.filter((one) => one.kind === 'busy')
  const [same, other] = [right.filter(isAsOnRecord), right.filter((one) => !isAsOnRecord(one))]
  await confirmReadings(
    tx,
    same.map(({ file }) => file.itemId),
    { at, by: 'check' },
  )
  await writeReadings(
    tx,
    other.map((one) => readingOf(one, at)),
  )
  await writeLooks(
    tx,
    [...wrong, ...busy].map(({ file }) => file.itemId),
    at,
  )
  let opened = 0
  for (const one of wrong) if (await openFinding(tx, check.archiveId, findingOf(check, one, at))) opened++
  const mended = await closeFindings(
    tx,
    right.map(({ file }) => file.itemId),
    { state: 'mended', at, by: 'system' },
  )
  await countUp(tx, check.checkId, {
    filesRead: found.length,
    bytesRead: bytesOf(found.map(({ file }) => file)),
    findings: opened,
  })
  if (wrong.length + mended > 0) await tellFindings({ attention }, tx, check.archiveId)
}

/** Nearly all of them, on most nights. */
const isAsOnRecord = ({ file, identity, sha256 }: Extract<Found, { kind: 'right' }>): boolean =>
  file.sha256 === sha256 && file.identity === identity

function readingOf({ file, identity, sha256 }: Extract<Found, { kind: 'right' }>, at: number): Reading {
  const { size, mtimeNs } = parseSeenIdentity(identity)
  return { itemId: file.itemId, identity, sha256, size, mtimeMs: mtimeMsOf({ mtimeNs }), at, by: 'check' }
}

const findingOf = (
  check: Check,
  { file, finding, foundSha256, identity, errno }: Extract<Found, { kind: 'wrong' }>,
  at: number,
): Omit<Finding, 'findingId' | 'state' | 'decidedAt' | 'decidedBy'> => ({
  itemId: file.itemId,
  checkId: check.checkId,
  kind: finding,
  expectedSha256: file.sha256,
  foundSha256: foundSha256 ?? null,
  foundIdentity: identity ?? null,
  errno: errno ?? null,
  foundAt: at,
})
