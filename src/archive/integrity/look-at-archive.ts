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

/**
 * Holds what lies in the archive against the rows, without reading a file: what nobody told of becomes an item, what was
 * renamed keeps its row, what is gone is found missing. While a plan is moving files nothing is concluded.
 */
export async function lookAtArchive(
  deps: LookDeps,
  { check, root }: { check: Check; root: Root },
  job: JobContext,
): Promise<void> {
  const { met, strangers, unread } = await walkArchive(deps, { check, root }, job)
  const missing = await listMissing(deps, { check, root, met, unread }, job)
  const byInode = Map.groupBy(strangers, ({ identity: { dev, ino, size, mtimeNs } }) =>
    [dev, ino, size, mtimeNs].join(':'),
  )
  const renamed: { file: DueFile; entry: WalkEntry }[] = []
  const gone: DueFile[] = []
  for (const file of missing) {
    const entry = byInode.get(file.identity.replace(/:[^:]*$/, ''))?.pop()
    if (entry === undefined) gone.push(file)
    else renamed.push({ file, entry })
  }
  await keepRenamed(deps, renamed, job)
  const taken = new Set(renamed.map(({ entry }) => entry))
  const fresh = strangers.filter((entry) => !taken.has(entry))
  await adopt(deps, { check, root, entries: fresh }, job)
  await noteMissing(deps, { check, gone }, job)
}

const isOfPeople = (relPath: ExactPath): boolean => {
  const name = baseName(showPath(relPath))
  return skipReason(name) === undefined && name !== MARKER_NAME
}

async function walkArchive(
  { db }: LookDeps,
  { check, root }: { check: Check; root: Root },
  job: JobContext,
): Promise<Looked> {
  const looked: Looked = { met: new Set(), strangers: [], unread: [] }
  let files = 0
  const shouldEnter = ({ relPath }: WalkEntry): boolean => isOfPeople(relPath) && isOnTheWay(check, showPath(relPath))
  for await (const batch of walk(root.path, { signal: job.signal, shouldEnter })) {
    for (const finding of batch.findings)
      if (finding.kind === 'unreadable') looked.unread.push(showPath(finding.relPath))
    const entries = batch.entries.filter(
      ({ kind, relPath }) => kind === 'file' && isOfPeople(relPath) && isWithin(check, showPath(relPath)),
    )
    const known = await findFiledAt(
      db.read,
      root.id,
      entries.map(({ relPath }) => showPath(relPath)),
    )
    const idOf = new Map(known.map((item) => [item.relRaw ?? item.relPath, item.itemId]))
    for (const entry of entries) {
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

const isWithin = ({ folder }: Check, relPath: string): boolean =>
  folder === '' || relPath === folder || relPath.startsWith(`${folder}/`)
const isOnTheWay = (check: Check, relPath: string): boolean =>
  isWithin(check, relPath) || check.folder.startsWith(`${relPath}/`)

/** Filed files that were not met, and are not there when asked for one by one while the archive is online. */
async function listMissing(
  { db, roots }: LookDeps,
  { check, root, met, unread }: { check: Check; root: Root } & Pick<Looked, 'met' | 'unread'>,
  job: JobContext,
): Promise<DueFile[]> {
  const missing: DueFile[] = []
  const isUnread = (relPath: string): boolean =>
    unread.some((folder) => folder === '' || relPath === folder || relPath.startsWith(`${folder}/`))
  for (let after = 0; ;) {
    job.signal.throwIfAborted()
    const page = await pageOfFiled(db.read, { rootId: root.id, folder: check.folder }, { after, limit: PAGE })
    const unmet = page.filter(({ itemId, relPath }) => !met.has(itemId) && !isUnread(relPath))
    for (let start = 0; start < unmet.length; start += IN_FLIGHT) {
      const chunk = unmet.slice(start, start + IN_FLIGHT)
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
  const moved = renamed.filter(({ entry }) => typeof entry.relPath === 'string')
  for (let start = 0; start < moved.length; start += PAGE) {
    await job.commit(async (tx) => {
      if ((await plans.directionsUnderWay(tx, 'archive.')).size > 0) return
      for (const { file, entry } of moved.slice(start, start + PAGE))
        await setPlace(tx, file.itemId, showPath(entry.relPath))
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
