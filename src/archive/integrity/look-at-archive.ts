import { lstat } from 'node:fs/promises'
import type { Db } from '../../db/db.ts'
import type { JobContext } from '../../jobs/index.ts'
import { errnoOf, identityText, mtimeMsOf } from '../../media/file-identity.ts'
import { type ExactPath, joinPath } from '../../media/folder-listing.ts'
import { skipReason } from '../../media/ingest-gate.ts'
import { showPath } from '../../media/path-key.ts'
import { walk, type WalkEntry } from '../../media/walk.ts'
import type { Plans } from '../../plans/index.ts'
import { MARKER_NAME, type Root, type Roots } from '../../transfer/index.ts'
import { mediaKindOf } from '../intake/examine-items.ts'
import { insertItems } from '../items/edit-store.ts'
import { baseName, FOUND_IN_ARCHIVE, type Item } from '../model.ts'
import type { Check, DueFile } from './model.ts'
import { openFinding } from './finding-store.ts'
import { countUp, findFiledAt, pageOfFiled, setPlace, writeLooks } from './store.ts'

export interface LookDeps {
  db: Db
  plans: Pick<Plans, 'directionsUnderWay'>
  roots: Roots
}

const PAGE = 1000
/** Looks at once. */
const IN_FLIGHT = 32

interface Looked {
  /** Ids of files that were met. */
  met: Set<number>
  /** Files on disk that no row speaks of. */
  strangers: WalkEntry[]
  /** Folders that could not be read say nothing about what is in them. */
  unread: string[]
}

/** A part of the archive: a folder below its root or one file, empty for all; and what is sought there. */
interface Part<Sought> {
  root: Root
  folder: string
  isSought: (one: Sought) => boolean
}

/**
 * Holds what lies in the archive against the rows, without reading a file: what nobody told of becomes an item, what was
 * renamed keeps its row, what is gone is found missing. While a plan is moving files nothing is concluded.
 */
export async function lookAtArchive(
  deps: LookDeps,
  { check, root }: { check: Check; root: Root },
  job: JobContext,
): Promise<void> {
  const { folder } = check
  const { met, strangers, unread } = await walkArchive(deps, { root, folder, isSought: () => true }, job)
  const isUnmet = ({ itemId, relPath }: DueFile): boolean =>
    !met.has(itemId) && !unread.some((within) => isWithin(within, relPath))
  const missing = await listMissing(deps, { root, folder, isSought: isUnmet }, job)
  const inside = pairUp(missing, strangers)
  const { renamed, gone, fresh } = folder === '' ? inside : await lookBeyond(deps, { root, folder, inside }, job)
  await keepRenamed(deps, renamed, job)
  await adopt(deps, { check, root, entries: fresh }, job)
  await noteMissing(deps, { check, gone }, job)
}

interface Paired {
  renamed: { file: DueFile; entry: WalkEntry }[]
  gone: DueFile[]
  fresh: WalkEntry[]
}

/** What lies there under another name is the same file: its inode, size and time of the last write are. */
function pairUp(missing: readonly DueFile[], strangers: readonly WalkEntry[]): Paired {
  const byMark = Map.groupBy(strangers, markOfEntry)
  const renamed: Paired['renamed'] = []
  const gone: DueFile[] = []
  for (const file of missing) {
    const entry = byMark.get(markOf(file))?.pop()
    if (entry === undefined) gone.push(file)
    else renamed.push({ file, entry })
  }
  const taken = new Set(renamed.map(({ entry }) => entry))
  return { renamed, gone, fresh: strangers.filter((entry) => !taken.has(entry)) }
}

const markOf = ({ identity }: Pick<DueFile, 'identity'>): string => identity.replace(/:[^:]*$/, '')
const markOfEntry = ({ identity: { dev, ino, size, mtimeNs } }: WalkEntry): string =>
  [dev, ino, size, mtimeNs].join(':')

/** A person may have moved a file out of the one folder that is looked at, or into it: the rest of the archive tells. */
async function lookBeyond(
  deps: LookDeps,
  { root, folder, inside }: { root: Root; folder: string; inside: Paired },
  job: JobContext,
): Promise<Paired> {
  const goneMarks = new Set(inside.gone.map(markOf))
  const isOneGone = (entry: WalkEntry): boolean =>
    goneMarks.has(markOfEntry(entry)) && !isWithin(folder, showPath(entry.relPath))
  const elsewhere =
    goneMarks.size === 0 ? [] : (await walkArchive(deps, { root, folder: '', isSought: isOneGone }, job)).strangers
  const out = pairUp(inside.gone, elsewhere)
  const freshMarks = new Set(inside.fresh.map(markOfEntry))
  const isOneFresh = (file: DueFile): boolean => freshMarks.has(markOf(file)) && !isWithin(folder, file.relPath)
  const left = freshMarks.size === 0 ? [] : await listMissing(deps, { root, folder: '', isSought: isOneFresh }, job)
  const into = pairUp(left, inside.fresh)
  return { renamed: [...inside.renamed, ...out.renamed, ...into.renamed], gone: out.gone, fresh: into.fresh }
}

const isOfPeople = (relPath: ExactPath): boolean => {
  const name = baseName(showPath(relPath))
  return skipReason(name) === undefined && name !== MARKER_NAME
}

async function walkArchive(
  { db }: LookDeps,
  { root, folder, isSought }: Part<WalkEntry>,
  job: JobContext,
): Promise<Looked> {
  const looked: Looked = { met: new Set(), strangers: [], unread: [] }
  let files = 0
  const shouldEnter = ({ relPath }: WalkEntry): boolean => isOfPeople(relPath) && isOnTheWay(folder, showPath(relPath))
  for await (const batch of walk(root.path, { signal: job.signal, shouldEnter })) {
    for (const finding of batch.findings)
      if (finding.kind === 'unreadable') looked.unread.push(showPath(finding.relPath))
    const entries = batch.entries.filter(
      ({ kind, relPath }) => kind === 'file' && isOfPeople(relPath) && isWithin(folder, showPath(relPath)),
    )
    const sought = entries.filter(isSought)
    const known = await findFiledAt(
      db.read,
      root.id,
      sought.map(({ relPath }) => showPath(relPath)),
    )
    const idOf = new Map(known.map((item) => [item.relRaw ?? item.relPath, item.itemId]))
    for (const entry of sought) {
      const itemId = idOf.get(keyOf(entry.relPath))
      if (itemId === undefined) looked.strangers.push(entry)
      else looked.met.add(itemId)
    }
    files += entries.length
    job.progress({ current: files, total: null, unit: 'files' })
  }
  return looked
}

const keyOf = (relPath: ExactPath): string => rawOf(relPath) ?? showPath(relPath)
const rawOf = (relPath: ExactPath): string | null => (typeof relPath === 'string' ? null : relPath.toString('hex'))

const isWithin = (folder: string, relPath: string): boolean =>
  folder === '' || relPath === folder || relPath.startsWith(`${folder}/`)
const isOnTheWay = (folder: string, relPath: string): boolean =>
  isWithin(folder, relPath) || folder.startsWith(`${relPath}/`)

/** Filed files that are sought, and are not there when asked for one by one while the archive is online. */
async function listMissing(
  { db, roots }: LookDeps,
  { root, folder, isSought }: Part<DueFile>,
  job: JobContext,
): Promise<DueFile[]> {
  const missing: DueFile[] = []
  for (let after = 0; ;) {
    job.signal.throwIfAborted()
    const page = await pageOfFiled(db.read, { rootId: root.id, folder }, { after, limit: PAGE })
    const sought = page.filter(isSought)
    for (let start = 0; start < sought.length; start += IN_FLIGHT) {
      const chunk = sought.slice(start, start + IN_FLIGHT)
      const answers = await Promise.all(chunk.map((file) => isAbsent(root, file)))
      missing.push(...chunk.filter((_file, index) => answers[index] === true))
    }
    const last = page.at(-1)
    if (page.length < PAGE || last === undefined) break
    after = last.itemId
  }
  if (missing.length > 0) await roots.requireOnline(root.id)
  return missing
}

const isAbsent = (root: Root, file: DueFile): Promise<boolean> =>
  lstat(pathOfFiled(root, file)).then(
    () => false,
    (error: unknown) => ['ENOENT', 'ENOTDIR'].includes(errnoOf(error)),
  )

/** Absolute, by its exact bytes. */
export const pathOfFiled = (root: Pick<Root, 'path'>, file: Pick<DueFile, 'relPath' | 'relRaw'>): ExactPath =>
  joinPath(root.path, file.relRaw === null ? file.relPath : Buffer.from(file.relRaw, 'hex'))

async function keepRenamed(
  { plans }: LookDeps,
  renamed: readonly { file: DueFile; entry: WalkEntry }[],
  job: JobContext,
): Promise<void> {
  for (let start = 0; start < renamed.length; start += PAGE) {
    await job.commit(async (tx) => {
      if ((await plans.directionsUnderWay(tx, 'archive.')).size > 0) return
      for (const { file, entry } of renamed.slice(start, start + PAGE))
        await setPlace(tx, file.itemId, { relPath: showPath(entry.relPath), relRaw: rawOf(entry.relPath) })
    })
  }
}

/** What a plan has just placed there is known as soon as the plan writes it. */
async function adopt(
  { plans }: LookDeps,
  { check, root, entries }: { check: Check; root: Root; entries: readonly WalkEntry[] },
  job: JobContext,
): Promise<void> {
  for (let start = 0; start < entries.length; start += PAGE) {
    const chunk = entries.slice(start, start + PAGE)
    await job.commit(async (tx) => {
      if ((await plans.directionsUnderWay(tx, 'archive.')).size > 0) return
      const known = await findFiledAt(
        tx,
        root.id,
        chunk.map(({ relPath }) => showPath(relPath)),
      )
      const names = new Set(known.map((item) => item.relRaw ?? item.relPath))
      const fresh = chunk.filter(({ relPath }) => !names.has(keyOf(relPath)))
      await insertItems(
        tx,
        fresh.map((entry) => toItem(entry, { archiveId: check.archiveId, rootId: root.id, now: job.clock.now() })),
      )
      await countUp(tx, check.checkId, { filesAdded: fresh.length })
    })
  }
}

function toItem(
  { relPath: exact, identity }: WalkEntry,
  { archiveId, rootId, now }: { archiveId: number; rootId: number; now: number },
): Omit<Item, 'itemId'> {
  const relPath = showPath(exact)
  return {
    archiveId,
    rootId,
    relPath,
    relRaw: rawOf(exact),
    sourceRootId: rootId,
    sourceRelPath: relPath,
    size: identity.size,
    identity: identityText(identity),
    mtimeMs: mtimeMsOf(identity),
    sha256: null,
    state: 'filed',
    reason: { code: FOUND_IN_ARCHIVE, params: {} },
    mediaKind: mediaKindOf(relPath, null),
    mediaType: null,
    firstSeenAt: now,
    stableSince: now,
    settledAt: now,
    filedAt: null,
    groupKey: relPath,
    groupRole: 'primary',
    duplicateOf: null,
    batchId: null,
    date: null,
    refusedDates: null,
  }
}

async function noteMissing(
  { plans }: LookDeps,
  { check, gone }: { check: Check; gone: readonly DueFile[] },
  job: JobContext,
): Promise<void> {
  for (let start = 0; start < gone.length; start += PAGE) {
    const chunk = gone.slice(start, start + PAGE)
    await job.commit(async (tx) => {
      if ((await plans.directionsUnderWay(tx, 'archive.')).size > 0) return
      let opened = 0
      for (const file of chunk) {
        const isNew = await openFinding(tx, check.archiveId, {
          itemId: file.itemId,
          checkId: check.checkId,
          kind: 'missing',
          expectedSha256: file.sha256,
          foundSha256: null,
          foundIdentity: null,
          errno: 'ENOENT',
          foundAt: job.clock.now(),
        })
        if (isNew) opened++
      }
      await writeLooks(
        tx,
        chunk.map(({ itemId }) => itemId),
        job.clock.now(),
      )
      await countUp(tx, check.checkId, { findings: opened })
    })
  }
}
