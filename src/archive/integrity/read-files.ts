import { lstat } from 'node:fs/promises'
import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { JobContext } from '../../jobs/index.ts'
import {
  errnoOf,
  type FileIdentity,
  identityOf,
  identityText,
  mtimeMsOf,
  parseSeenIdentity,
} from '../../media/file-identity.ts'
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
const CHUNK_FILES = 256
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
  | { kind: 'right'; file: DueFile; identity: FileIdentity; sha256: string }
  | {
      kind: 'wrong'
      file: DueFile
      finding: FindingKind
      foundSha256?: string
      identity?: FileIdentity
      errno?: string
    }
  /** Written while it was read: it comes again with the next check. */
  | { kind: 'busy'; file: DueFile }

/**
 * Reads what is due, chunk by chunk, and writes down what it found with each. An attempt after a crash goes on with the
 * first chunk that was not written.
 * @returns whether all that was due was read, or the night was over
 */
export async function readDue(
  deps: ReadDeps,
  { check, root, limits }: { check: Check; root: Root; limits: Limits },
  job: JobContext,
): Promise<'all' | 'out-of-time'> {
  let { bytesRead } = check
  for (;;) {
    job.signal.throwIfAborted()
    if (bytesRead >= limits.budgetBytes) return 'all'
    if (job.clock.now() >= limits.until) return 'out-of-time'
    const files = cutAt(await listDue(deps.db.read, limits.extent, CHUNK_FILES), limits.budgetBytes - bytesRead)
    if (files.length === 0) return 'all'
    const base = bytesRead
    const onProgress = (bytes: number): void =>
      job.progress({
        current: base + bytes,
        total: limits.totalBytes,
        unit: 'bytes',
        message: files.at(-1)?.relPath ?? '',
      })
    const options = { signal: job.signal, onProgress, bytesPerSecond: limits.bytesPerSecond }
    const found = await readChunk(deps, { root, files }, options)
    // An archive that went away meanwhile would make all of it missing.
    await deps.roots.requireOnline(root.id)
    await job.commit((tx) => writeFound(deps, tx, { check, found, at: job.clock.now() }))
    bytesRead += files.reduce((sum, file) => sum + file.size, 0)
  }
}

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
  const looks = await Promise.all(files.map((file) => lookAt(root, file)))
  const present = looks.flatMap((look) => ('identity' in look ? [look] : []))
  const answers = await hashFiles(
    present.map(({ file, identity }) => ({ path: pathOfFiled(root, file), identity: identityText(identity) })),
    options,
  )
  const found: Found[] = looks.flatMap((look) => ('errno' in look ? [unreadable(look.file, look.errno)] : []))
  for (const [index, look] of present.entries()) {
    const first = judge(look, answers[index])
    const isOther = first.kind === 'wrong' && first.foundSha256 !== undefined
    found.push(isOther ? await readAgain({ hashFiles, root, options }, look, first) : first)
  }
  return found
}

/** A byte that only the cable or the memory turned is another fault than one on the disk. */
async function readAgain(
  { hashFiles, root, options }: { hashFiles: HashFiles; root: Root; options: Parameters<HashFiles>[1] },
  look: { file: DueFile; identity: FileIdentity },
  first: Extract<Found, { kind: 'wrong' }>,
): Promise<Found> {
  const asked = { path: pathOfFiled(root, look.file), identity: identityText(look.identity) }
  const [answer] = await hashFiles([asked], { signal: options.signal, bytesPerSecond: options.bytesPerSecond })
  const second = judge(look, answer)
  const isSame = second.kind === 'wrong' && second.foundSha256 === first.foundSha256
  return isSame || second.kind === 'busy' ? second : { ...first, finding: 'unsteady' }
}

type Look = { file: DueFile; identity: FileIdentity } | { file: DueFile; errno: string }

async function lookAt(root: Root, file: DueFile): Promise<Look> {
  try {
    return { file, identity: identityOf(await lstat(pathOfFiled(root, file), { bigint: true })) }
  } catch (error) {
    return { file, errno: errnoOf(error) }
  }
}

const unreadable = (file: DueFile, errno: string): Found => ({
  kind: 'wrong',
  file,
  finding: errno === 'ENOENT' || errno === 'ENOTDIR' ? 'missing' : 'unreadable',
  errno,
})

function judge({ file, identity }: { file: DueFile; identity: FileIdentity }, answer: HashAnswer | undefined): Found {
  if (answer === undefined || answer.kind === 'changed') return { kind: 'busy', file }
  if (answer.kind === 'failed') return unreadable(file, answer.errno)
  const { sha256 } = answer
  if (file.sha256 === null || file.sha256 === sha256) return { kind: 'right', file, identity, sha256 }
  const seen = parseSeenIdentity(file.identity)
  const isAsFiled = seen.size === identity.size && seen.mtimeNs === identity.mtimeNs
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
    bytesRead: found.reduce((sum, { file }) => sum + file.size, 0),
    findings: opened,
  })
  if (wrong.length + mended > 0) await tellFindings({ attention }, tx, check.archiveId)
}

/** Nearly all of them, on most nights. */
const isAsOnRecord = ({ file, identity, sha256 }: Extract<Found, { kind: 'right' }>): boolean =>
  file.sha256 === sha256 && file.identity === identityText(identity)

const readingOf = ({ file, identity, sha256 }: Extract<Found, { kind: 'right' }>, at: number): Reading => ({
  itemId: file.itemId,
  identity: identityText(identity),
  sha256,
  size: identity.size,
  mtimeMs: mtimeMsOf(identity),
  at,
  by: 'check',
})

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
  foundIdentity: identity === undefined ? null : identityText(identity),
  errno: errno ?? null,
  foundAt: at,
})
