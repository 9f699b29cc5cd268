import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import type { PlannedOperation, Plans } from '../../plans/index.ts'
import { InvariantError } from '../../kernel/errors.ts'
import type { NameFinder } from '../../transfer/index.ts'
import type { ArchiveFolders, IntakeMode } from '../folders.ts'
import { hashItems } from '../intake/label-copies.ts'
import { knowMovedLinks } from '../intake/moved-links.ts'
import { changeItems } from '../items/edit-store.ts'
import { listItemsInState } from '../items/store.ts'
import type { TakeBatch } from '../jobs.ts'
import { type Batch, folderOf, isLeftBehind, type Item, joinRel, type SaidCode } from '../model.ts'
import type { HashFiles } from '../ports.ts'
import type { ArchiveSettings, RunSettings } from '../settings.ts'
import { forgetLeftBehind, leftFor } from '../workflow/tell-left.ts'
import { settingsFor } from '../workflow/run-settings.ts'
import { type Blocking, blockedReason, findBlocking, type GateDeps, lockGate } from './gate.ts'
import type { Manifests } from './manifest.ts'
import { type PlacedItem, placeGroups } from './place-groups.ts'
import { GIB, nameBatch, selectBatch } from './select-batch.ts'
import { changeBatch, findBatch, findPlannedBatch, findReservedBatch, insertBatch, nextBatchNumber } from './store.ts'

export interface TakeDeps {
  db: Db
  plans: Plans
  attention: Attention
  folders: ArchiveFolders
  nameFinder: (rootId: number) => Promise<NameFinder>
  manifests: Manifests
  hashFiles: HashFiles
  settings: () => ArchiveSettings
}

export type TakeResult =
  | { created: true; batchId: number; planId: number; isApplied: boolean }
  | { created: false; reason: SaidCode; blockingBatchId?: number }

export const TAKE_PLAN = 'archive.take'

/**
 * Reserves the next batch, unless one that is not sorted yet stands in the way.
 * @returns the batch, or what blocks it
 */
export async function reserveBatch(
  deps: GateDeps,
  tx: Tx,
  wanted: {
    archiveId: number
    runId: number | null
    now: number
    settings: Pick<ArchiveSettings, 'batch'>
    /** Whether a draft that waits for a person stands in the way, too. */
    drafts: 'block' | 'pass'
  },
): Promise<{ batchId: number } | { blockedBy: Blocking }> {
  const { archiveId, runId, now, settings, drafts } = wanted
  await lockGate(tx, archiveId)
  const blocking = settings.batch.allow_parallel ? undefined : await findBlocking(deps, tx, { archiveId, drafts })
  if (blocking !== undefined) return { blockedBy: blocking }
  const number = await nextBatchNumber(tx, archiveId)
  const name = nameBatch(settings.batch.naming_pattern, number)
  return { batchId: await insertBatch(tx, { archiveId, number, name, createdAt: now, runId }) }
}

/**
 * Makes the next batch: chooses whole assets within the budget, hashes what has no hash yet, writes plan, manifest and
 * rows, and applies the plan unless a person shall look first. Repeating it after a crash goes on with the batch that
 * this run had reserved, or answers with the one that it had planned.
 */
export function takeBatch(deps: TakeDeps) {
  return async (payload: PayloadOf<typeof TakeBatch>, job: JobContext): Promise<TakeResult> => {
    const { archiveId } = payload
    const planned = await findPlanned(deps, job)
    if (planned !== undefined) return planned
    const settings = settingsFor(deps, payload)
    const chosen = await chooseItems(deps, { archiveId, apply: payload.apply, budget: settings.batch }, job)
    if (chosen === undefined) return giveUp(payload, job)
    const drafts = chosen.mode === 'auto' ? ('pass' as const) : ('block' as const)
    const reserved = await reserveFor(deps, { ...payload, settings, drafts }, job)
    if ('blockedBy' in reserved) {
      const { blockedBy } = reserved
      return { created: false, reason: blockedReason(blockedBy), blockingBatchId: blockedBy.batch.batchId }
    }
    const batch = reserved
    const placed = await placeInBatch(deps, batch, chosen.items)
    await deps.manifests.write(manifestOf(deps, batch, { placed, now: job.clock.now() }))
    const isApplied = payload.apply === 'yes' || (payload.apply === 'auto' && chosen.mode === 'auto')
    const planId = await job.commit(async (tx) => {
      const made = await draftTake(deps, tx, { batch, placed, actor: job.actor })
      if (isApplied) await deps.plans.apply(tx, made, { actor: job.actor, parentId: job.jobId })
      else await raiseReview(deps, tx, { batch, planId: made, placed })
      return made
    })
    job.log.info({ batchId: batch.batchId, planId, files: placed.length, isApplied }, 'batch planned')
    return { created: true, batchId: batch.batchId, planId, isApplied }
  }
}

/** What this run has planned already: the handler may have been stopped before it could say so. */
async function findPlanned({ db, plans }: TakeDeps, job: JobContext): Promise<TakeResult | undefined> {
  const batch = await findPlannedBatch(db.read, job.runId)
  if (batch === undefined || batch.takePlanId === null) return undefined
  const { batchId, takePlanId: planId } = batch
  const plan = await plans.find(db.read, planId)
  return { created: true, batchId, planId, isApplied: plan?.state !== 'draft' }
}

async function reserveFor(
  deps: TakeDeps,
  payload: PayloadOf<typeof TakeBatch> & { settings: RunSettings; drafts: 'block' | 'pass' },
  job: JobContext,
): Promise<Batch | { blockedBy: Blocking }> {
  const { db } = deps
  const open = payload.batchId === undefined ? undefined : await findBatch(db.read, payload.batchId)
  if (open !== undefined) return open
  const { archiveId, settings, drafts } = payload
  const reserved = await job.commit(
    async (tx) =>
      (await findReservedBatch(tx, job.runId)) ??
      (await reserveBatch(deps, tx, { archiveId, runId: job.runId, now: job.clock.now(), settings, drafts })),
  )
  if ('blockedBy' in reserved) return reserved
  const batch = await findBatch(db.read, reserved.batchId)
  if (batch === undefined) throw new InvariantError('archive/batch-vanished', { params: { batchId: reserved.batchId } })
  return batch
}

/** Nothing to take: a batch that was reserved for it is given back. */
async function giveUp(payload: PayloadOf<typeof TakeBatch>, job: JobContext): Promise<TakeResult> {
  const { batchId } = payload
  if (batchId !== undefined)
    await job.commit((tx) => changeBatch(tx, batchId, { state: 'ABANDONED', from: ['CREATING'] }))
  return { created: false, reason: { code: 'archive/nothing-to-take', params: {} } }
}

interface Chosen {
  mode: IntakeMode
  items: Item[]
}

/** Whole assets of one kind of intake, within the budget, each with its hash. */
async function chooseItems(
  deps: TakeDeps,
  wanted: { archiveId: number; apply: 'auto' | 'yes' | 'no'; budget: RunSettings['batch'] },
  job: JobContext,
): Promise<Chosen | undefined> {
  const { folders } = deps
  const waiting = await listItemsInState(deps.db.read, wanted.archiveId, ['unique', 'arriving', 'incomplete'])
  const modeOf = new Map(folders.current().sources.map((source) => [source.root.id, source.mode]))
  const left = await leftFor(deps.plans, deps.db.read, { kind: TAKE_PLAN, actor: job.actor })
  const isDue = (group: readonly Item[]): boolean => left === 'count' || !group.some(isLeftBehind)
  const groups = [...Map.groupBy(waiting, (item) => `${item.rootId}:${item.groupKey}`).values()].filter(
    (group) => isWhole(group) && isDue(group),
  )
  const isAuto = (group: readonly Item[]): boolean => modeOf.get(group[0]?.rootId ?? 0) === 'auto'
  const known = groups.filter((group) => modeOf.has(group[0]?.rootId ?? 0))
  const auto = known.filter(isAuto)
  const eligible = wanted.apply === 'auto' && auto.length > 0 ? auto : known
  const { selection_mode, max_size_gb, max_files } = wanted.budget
  const candidates = eligible.map((items, index) => ({
    groupKey: String(index),
    fileCount: items.length,
    bytes: items.reduce((sum, item) => sum + item.size, 0),
  }))
  const selected = selectBatch(candidates, { mode: selection_mode, maxBytes: max_size_gb * GIB, maxFiles: max_files })
  const taken = selected.map(({ groupKey }) => eligible[Number(groupKey)] ?? [])
  const chosen = await knowMovedLinks({ db: deps.db, pathOf: folders.pathOf }, taken.flat(), job)
  const hashed = await hashItems(
    { hashFiles: deps.hashFiles, pathOf: folders.pathOf },
    chosen.filter((item) => item.sha256 === null),
    job,
  )
  const itemOf = new Map([...chosen, ...hashed].map((item) => [item.itemId, item]))
  const items = taken
    .map((group) => group.map((item) => itemOf.get(item.itemId) ?? item))
    .filter((group) => group.every((item) => item.sha256 !== null))
    .flat()
  return items.length === 0 ? undefined : { mode: eligible === auto ? 'auto' : 'review', items }
}

/** All its members lie still, their dates were read, and none is spoken for by another plan. */
const isWhole = (group: readonly Item[]): boolean =>
  group.every((item) => item.state === 'unique' && item.batchId === null && item.refusedDates !== null)

async function placeInBatch(deps: TakeDeps, batch: Batch, items: readonly Item[]): Promise<PlacedItem[]> {
  const groups = [...Map.groupBy(items, (item) => `${item.rootId}:${item.groupKey}`).values()]
  const toPlace = groups.map((group) => ({
    items: group,
    folder: joinRel(batch.name, folderOf(group[0]?.relPath ?? '')).replace(/\/$/, ''),
  }))
  return placeGroups(toPlace, await deps.nameFinder(deps.folders.current().batches.id))
}

function manifestOf(deps: TakeDeps, batch: Batch, made: { placed: readonly PlacedItem[]; now: number }) {
  const folder = deps.folders.current().batches.path
  return {
    batch: batch.name,
    created_at: new Date(made.now).toISOString(),
    file_count: made.placed.length,
    size_bytes: sizeOf(made.placed),
    files: made.placed.map(({ item, relPath }) => ({
      source_path: deps.folders.pathOf(item),
      batch_path: `${folder}/${relPath}`,
      relative_path: relPath.slice(batch.name.length + 1),
      size: item.size,
      sha256: item.sha256 ?? '',
    })),
  }
}

const sizeOf = (placed: readonly PlacedItem[]): number => placed.reduce((sum, { item }) => sum + item.size, 0)

/** The operation that moves one item, or copies it. */
export function moveOperation(
  item: Item,
  to: { rootId: number; rootName: string; relPath: string; fromName: string; kind?: 'file.move' | 'file.copy' },
  reason: SaidCode,
): PlannedOperation {
  return {
    kind: to.kind ?? 'file.move',
    group: `${item.rootId}:${item.groupKey}`,
    params: {
      itemId: item.itemId,
      from: { rootId: item.rootId, relPath: item.relPath },
      to: { rootId: to.rootId, relPath: to.relPath },
      identity: item.identity,
      sha256: item.sha256,
    },
    before: { root: to.fromName, path: item.relPath, size: item.size, itemId: item.itemId },
    after: { root: to.rootName, path: to.relPath },
    reason,
  }
}

/** Why it is taken, or why under another name. */
function takeReason({ suffix, faults }: PlacedItem): SaidCode {
  const [fault] = faults
  if (fault !== undefined) return { code: `name.${fault}`, params: {} }
  return suffix === '' ? { code: 'take.next', params: {} } : { code: 'take.renamed', params: { suffix } }
}

async function draftTake(
  deps: TakeDeps,
  tx: Tx,
  made: { batch: Batch; placed: readonly PlacedItem[]; actor: string },
): Promise<number> {
  const { batch, placed, actor } = made
  const { folders } = deps
  const target = folders.current().batches
  const operations = placed.map((one) =>
    moveOperation(
      one.item,
      {
        rootId: target.id,
        rootName: target.name,
        relPath: one.relPath,
        fromName: folders.rootName(one.item.rootId),
      },
      takeReason(one),
    ),
  )
  const planId = await deps.plans.draft(tx, {
    kind: TAKE_PLAN,
    subject: `archive.batch:${batch.batchId}`,
    title: { code: 'archive.take', params: { batch: batch.name, count: placed.length } },
    actor,
    data: { batchId: batch.batchId, batch: batch.name },
    operations,
  })
  await changeItems(tx, { itemIds: placed.map(({ item }) => item.itemId) }, { batchId: batch.batchId })
  await changeBatch(tx, batch.batchId, { takePlanId: planId, fileCount: placed.length, sizeBytes: sizeOf(placed) })
  return planId
}

/** Of those that an earlier plan could not take, this card tells from now on. */
async function raiseReview(
  deps: TakeDeps,
  tx: Tx,
  made: { batch: Batch; planId: number; placed: readonly PlacedItem[] },
): Promise<void> {
  const left = made.placed.filter(({ item }) => isLeftBehind(item))
  await changeItems(tx, { itemIds: left.map(({ item }) => item.itemId) }, { reason: null })
  await forgetLeftBehind(deps, tx)
  await deps.attention.raise(tx, {
    cause: `plan:${made.planId}`,
    code: 'archive.take-waits',
    params: { batch: made.batch.name, count: made.placed.length },
    severity: 'warn',
    subject: `archive.batch:${made.batch.batchId}`,
    actions: [{ code: 'review-plan', open: `/archive/plans/${made.planId}` }],
  })
}
