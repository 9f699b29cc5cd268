import type { Db } from '../../db/db.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { JobContext, Jobs, PayloadOf } from '../../jobs/index.ts'
import type { Attention } from '../../attention/index.ts'
import { groupItems, readDates } from './date-items.ts'
import { confirmVanished } from './confirm-vanished.ts'
import type { Examiner } from './examine-items.ts'
import { labelCopies, promoteOrphans } from './label-copies.ts'
import { type IntakeFolder, identityOfSeen, type Look, lookAtFolder, type SeenFile } from './look-at-folder.ts'
import { insertNew, noteGone } from './moves-under-way.ts'
import { noteMissingOriginals } from './note-missing-originals.ts'
import { mtimeMsOf } from '../../media/file-identity.ts'
import { CHUNK, commitEdits, intakeEdit } from '../items/commit-edits.ts'
import { findReadySince, listItemsInRoot, listItemsInState } from '../items/store.ts'
import type { ArchiveFolders } from '../folders.ts'
import type { ArchiveSettings } from '../settings.ts'
import type { ScanIntake } from '../jobs.ts'
import { INTAKE_STATES, type Item } from '../model.ts'
import type { FindEqualFiles, HashFiles } from '../ports.ts'
import type { Plans } from '../../plans/index.ts'
import type { Roots } from '../../transfer/index.ts'
import { forgetUnreadable, tellFaulty, tellUnreadable } from './tell-faults.ts'
import { startWhenWaiting } from '../workflow/run-archive.ts'

/** When to look again while a plan is moving what the look found, or missed. */
const MOVING_MS = 2000

export interface ScanDeps {
  db: Db
  plans: Plans
  attention: Attention
  events: EventLog
  examiner: Examiner
  hashFiles: HashFiles
  findEqualFiles: FindEqualFiles
  jobs: Jobs
  roots: Roots
  folders: ArchiveFolders
  settings: () => ArchiveSettings
  pathOf: (item: Item) => string
}

export interface ScanResult {
  files: number
  added: number
  settled: number
  duplicates: number
  vanished: number
  /** When the next look is worth it, epoch ms. */
  againAt: number | null
}

/**
 * Looks at the intake folders once. Repeating it is harmless: what a look found is held against the rows again, and
 * nothing on disk is touched.
 */
export function scanIntake(deps: ScanDeps) {
  return async ({ archiveId, isStep }: PayloadOf<typeof ScanIntake>, job: JobContext): Promise<ScanResult> => {
    const result: ScanResult = { files: 0, added: 0, settled: 0, duplicates: 0, vanished: 0, againAt: null }
    await noteLeft(deps, { archiveId, result }, job)
    for (const folder of await onlineFolders(deps)) {
      const known = await listItemsInRoot(deps.db.read, folder.rootId, INTAKE_STATES)
      const look = await lookAtFolder(folder, known, {
        now: job.clock.now,
        signal: job.signal,
        onSeen: (count) => job.progress({ current: result.files + count, total: null, unit: 'files' }),
      })
      look.vanished = await confirmVanished(deps.roots, folder, look.vanished)
      const isAllWritten = await writeLook(deps, { archiveId, folder, look }, job)
      if (!isAllWritten) result.againAt = earliest(result.againAt, job.clock.now() + MOVING_MS)
      await tellUnreadable(deps, { folder, look }, job)
      result.files += look.fileCount
      result.added += look.added.length
      result.vanished += look.vanished.length
      result.againAt = earliest(result.againAt, look.againAt)
      job.progress({ current: result.files, total: null, unit: 'files' })
      const settled = await settleItems(
        deps,
        look.settled.map(({ item }) => item),
        job,
      )
      result.settled += settled.length
    }
    await groupItems(deps, archiveId, job)
    // Before the copies: of equal files the one whose date is known is the original.
    await readDates(deps, archiveId, job)
    result.duplicates = await labelCopies(deps, archiveId, job)
    await noteMissingOriginals(deps, archiveId, job)
    await promoteOrphans(deps, archiveId, job)
    await tellFaulty(deps, archiveId, job)
    await tellChanges(deps, { archiveId, result }, job)
    if (!isStep) await goOn(deps, { archiveId, againAt: result.againAt }, job)
    return result
  }
}

/** What lies in a folder that was let go waits no longer, and makes nothing else a duplicate; named again, it is new there. */
async function noteLeft(
  deps: ScanDeps,
  { archiveId, result }: { archiveId: number; result: ScanResult },
  job: JobContext,
): Promise<void> {
  const retired = (await deps.roots.list()).filter(({ isRetired }) => isRetired)
  if (retired.length === 0) return
  const waiting = Map.groupBy(await listItemsInState(deps.db.read, archiveId, INTAKE_STATES), (item) => item.rootId)
  const retiredIds = retired.map(({ id }) => id)
  await forgetUnreadable(deps, retiredIds, job)
  for (const rootId of retiredIds) {
    const items = waiting.get(rootId) ?? []
    if (await noteGone(deps, { rootId, items }, job)) result.againAt = job.clock.now() + MOVING_MS
    else result.vanished += items.length
  }
}

/** Those that can be looked at now; an offline root raises its own card, and nothing is concluded from it. */
async function onlineFolders({ folders, roots }: ScanDeps): Promise<IntakeFolder[]> {
  const online: IntakeFolder[] = []
  for (const { root, settleMs } of folders.current().sources) {
    const status = await roots.check(root.id)
    if (status.kind === 'online') online.push({ rootId: root.id, path: root.path, settleMs })
  }
  return online
}

/**
 * Starts filing what is ready; while something is still arriving, the job comes back when it may lie still. What is ready
 * waits for that once more as long as it had to lie still itself: what comes together is filed together.
 */
async function goOn(
  deps: ScanDeps,
  { archiveId, againAt }: { archiveId: number; againAt: number | null },
  job: JobContext,
): Promise<void> {
  const readySince = await findReadySince(deps.db.read, archiveId)
  const patienceMs = Math.max(...deps.folders.current().sources.map(({ settleMs }) => settleMs))
  const startAt = againAt === null || readySince === null ? 0 : readySince + patienceMs
  const now = job.clock.now()
  if (startAt <= now) await job.commit((tx) => startWhenWaiting(deps, tx, archiveId))
  const backAt = startAt <= now ? againAt : earliest(againAt, startAt)
  if (backAt !== null) job.snooze(Math.max(0, backAt - now), { code: 'archive/arriving' })
}

const earliest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b)

function newItem(
  file: SeenFile,
  place: { archiveId: number; rootId: number; now: number; reason: Item['reason'] },
): Omit<Item, 'itemId'> {
  return {
    archiveId: place.archiveId,
    rootId: place.rootId,
    relPath: file.relPath,
    relRaw: file.relRaw,
    sourceRootId: place.rootId,
    sourceRelPath: file.relPath,
    size: file.identity.size,
    identity: identityOfSeen(file),
    mtimeMs: mtimeMsOf(file.identity),
    sha256: null,
    state: 'arriving',
    reason: place.reason,
    mediaKind: 'other',
    mediaType: null,
    firstSeenAt: place.now,
    stableSince: file.seenAt,
    settledAt: null,
    filedAt: null,
    groupKey: file.relPath,
    groupRole: 'other',
    duplicateOf: null,
    batchId: null,
    date: null,
    refusedDates: null,
  }
}

/** @returns false when something was left for the next look, because a plan may have moved it */
async function writeLook(
  deps: ScanDeps,
  found: { archiveId: number; folder: IntakeFolder; look: Look },
  job: JobContext,
): Promise<boolean> {
  const { archiveId, folder, look } = found
  const { rootId } = folder
  const now = job.clock.now()
  const added = look.added.map(({ file, reason }) => newItem(file, { archiveId, rootId, now, reason }))
  const onDone = (current: number): void => job.progress({ current, total: added.length, unit: 'files' })
  const left = await insertNew(deps, { rootId, items: added, onDone }, job)
  const changed = look.changed.map(({ item, file, reason }) => {
    const fresh = newItem(file, { archiveId, rootId, now, reason })
    const { sha256, state, identity, mtimeMs, size, stableSince, settledAt, duplicateOf, date, refusedDates } = fresh
    const change = { sha256, state, identity, mtimeMs, size, stableSince, settledAt, duplicateOf, date, refusedDates }
    return intakeEdit(item, { ...change, reason: fresh.reason })
  })
  const putBack = look.putBack.map(({ item, file }) => intakeEdit(item, { identity: identityOfSeen(file) }))
  await commitEdits(job, [...changed, ...putBack])
  const isGoneLeft = await noteGone(deps, { rootId, items: look.vanished }, job)
  return left === 0 && !isGoneLeft
}

/** One event for all that a look changed, so that whoever watches the intake looks again. */
async function tellChanges(
  deps: ScanDeps,
  { archiveId, result }: { archiveId: number; result: ScanResult },
  job: JobContext,
): Promise<void> {
  const { added, settled, duplicates, vanished } = result
  if (added + settled + duplicates + vanished === 0) return
  const data = { added, settled, duplicates, vanished }
  await job.commit((tx) =>
    deps.events.append(tx, { kind: 'archive.intake.changed', actor: job.actor, subject: `archive:${archiveId}`, data }),
  )
}

/** Looks into what lies still: whole files become unique for now, others say what is missing. */
async function settleItems(deps: ScanDeps, items: readonly Item[], job: JobContext): Promise<Item[]> {
  const settled: Item[] = []
  for (let start = 0; start < items.length; start += CHUNK) {
    const chunk = items.slice(start, start + CHUNK)
    const examined = await deps.examiner.check(chunk, job.signal)
    const now = job.clock.now()
    const edits = chunk.flatMap((item, index) => {
      const found = examined[index]
      if (found === undefined) return []
      const { mediaKind, mediaType, incomplete, isMislabelled } = found
      const reason = incomplete ?? (isMislabelled ? { code: 'mislabelled', params: { type: mediaType } } : null)
      if (incomplete === null) settled.push(item)
      const state = incomplete === null ? ('unique' as const) : ('incomplete' as const)
      return [intakeEdit(item, { state, reason, mediaKind, mediaType, settledAt: now })]
    })
    await commitEdits(job, edits)
    job.progress({ current: start + chunk.length, total: items.length, unit: 'files', message: chunk.at(-1)?.relPath })
  }
  return settled
}
