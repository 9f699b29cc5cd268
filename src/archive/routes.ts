import { ConflictError, NotFoundError } from '../kernel/errors.ts'
import { decodeCursor, pageFrom } from '../kernel/paging.ts'
import { type BoundRoute, bindRoutes, type RawBody, withHeaders } from '../kernel/routes.ts'
import type { ArchiveUseCases } from './use-cases.ts'
import { countFiled, getBatch, listBatches } from './batches/store.ts'
import { archiveRoutes, type BatchView } from './contract.ts'
import { activityOf, overviewOf, storageOf } from './figures/overview.ts'
import { freeSpace } from './figures/free-space.ts'
import { glanceAtRoots } from './figures/glance-at-roots.ts'
import { sumByMonth } from './figures/store.ts'
import { listCopiesOf, listDuplicatedIds } from './items/copy-store.ts'
import { countItems, findItem, findItems, listItems } from './items/store.ts'
import { toBatchView, toItemView } from './items/views.ts'
import { whyOf } from './items/why.ts'
import { type Batch, DEFAULT_ARCHIVE, type Item, staysOut } from './model.ts'
import type { ArchiveCore } from './core.ts'
import type { WhereDeps } from './where/find-copies.ts'
import { isUndoable, plansOfRun } from './workflow/plans-of-run.ts'
import { toRunView } from './workflow/runs.ts'

/** Binds the archive's contract. Everything that changes something is a use case. */
export function archiveRoutesOf(core: ArchiveCore & { where: WhereDeps }, useCases: ArchiveUseCases): BoundRoute[] {
  return bindRoutes(archiveRoutes, {
    ...figureRoutes(core),
    ...itemRoutes(core, useCases),
    ...duplicateRoutes(core, useCases),
    ...batchRoutes(core, useCases),
    ...runRoutes(core, useCases),
  })
}

type Handlers = Parameters<typeof bindRoutes<typeof archiveRoutes>>[1]

function figureRoutes(core: ArchiveCore): Pick<Handlers, 'getOverview' | 'getStorage' | 'getTimeline' | 'getActivity'> {
  const looks = { glanceAt: glanceAtRoots(core), freeSpace: freeSpace(core.clock) }
  return {
    getOverview: async () => {
      const drafts = await core.plans.listDrafts('archive.')
      const openPlanIds = drafts.map((plan) => plan.planId)
      const activeRunId = (await core.runLedger.findActive(DEFAULT_ARCHIVE)) ?? null
      return overviewOf({ ...core, ...looks }, DEFAULT_ARCHIVE, { openPlanIds, activeRunId })
    },
    getStorage: () => storageOf(core, DEFAULT_ARCHIVE),
    getTimeline: async () => ({ months: await sumByMonth(core.db.read, DEFAULT_ARCHIVE) }),
    getActivity: async ({ query }) => ({ days: await activityOf(core, DEFAULT_ARCHIVE, query.days) }),
  }
}

function itemRoutes(
  core: ArchiveCore & { where: WhereDeps },
  useCases: ArchiveUseCases,
): Pick<Handlers, 'listItems' | 'getItem' | 'getThumbnail' | 'setCaptureDate' | 'releaseItems'> {
  const { db, folders } = core
  const need = async (itemId: number): Promise<Item> => {
    const item = await findItem(db.read, itemId)
    if (item === undefined) throw new NotFoundError('archive/no-such-item', { params: { itemId } })
    return item
  }
  return {
    listItems: async ({ query }) => {
      const { cursor, limit, ...filter } = query
      const rows = await listItems(db.read, DEFAULT_ARCHIVE, {
        ...filter,
        before: decodeCursor(cursor),
        limit: limit + 1,
      })
      const page = pageFrom(rows, limit, (item) => item.itemId)
      const total = cursor === undefined ? await countItems(db.read, DEFAULT_ARCHIVE, filter) : null
      return { items: page.items.map((item) => toItemView(item, folders)), nextCursor: page.nextCursor, total }
    },
    getItem: async ({ params }) => whyOf(core, await need(params.itemId)),
    getThumbnail: async ({ params, signal, request }) => {
      const item = await need(params.itemId)
      if (staysOut(item)) throw new NotFoundError('thumbnail/not-opened', { params: { path: item.relPath } })
      const made = await core.makeThumbnail(
        { path: folders.pathOf(item), sha256: item.sha256, identity: item.identity },
        { signal },
      )
      if (made.kind === 'none') throw new NotFoundError(made.code, { params: made.params })
      const etag = `"${made.etag}"`
      if (request.header('if-none-match') === etag)
        return withHeaders<RawBody>({ contentType: 'image/webp', data: '' }, { etag }, 304)
      const body: RawBody = { contentType: 'image/webp', data: made.data, cacheControl: 'private, max-age=86400' }
      return withHeaders(body, { etag })
    },
    setCaptureDate: async ({ params, body, actor }) =>
      toItemView(await useCases.setCaptureDate(await need(params.itemId), body.local, actor.id), folders),
    releaseItems: async ({ body, actor }) => ({ released: await useCases.releaseItems(body.itemIds, actor.id) }),
  }
}

function duplicateRoutes(
  { db, folders }: ArchiveCore,
  useCases: ArchiveUseCases,
): Pick<Handlers, 'putBackCopies' | 'listDuplicates'> {
  return {
    putBackCopies: ({ actor }) => useCases.putBackCopies(actor.id),
    listDuplicates: async ({ query }) => {
      const ids = await listDuplicatedIds(db.read, DEFAULT_ARCHIVE, {
        before: decodeCursor(query.cursor),
        limit: query.limit + 1,
      })
      const page = pageFrom(ids, query.limit, (id) => id)
      const originals = new Map((await findItems(db.read, page.items)).map((item) => [item.itemId, item]))
      const copies = Map.groupBy(await listCopiesOf(db.read, page.items), (item) => item.duplicateOf)
      const view = (item: Item | undefined) => (item === undefined ? null : toItemView(item, folders))
      return {
        items: page.items.map((id) => ({
          original: view(originals.get(id)),
          copies: (copies.get(id) ?? []).map((item) => toItemView(item, folders)),
        })),
        nextCursor: page.nextCursor,
      }
    },
  }
}

function batchRoutes(
  core: ArchiveCore,
  useCases: ArchiveUseCases,
): Pick<
  Handlers,
  'listBatches' | 'getBatch' | 'getManifest' | 'createBatch' | 'sortBatch' | 'retryBatch' | 'abandonBatch'
> {
  const { db } = core
  const need = (batchId: number): Promise<Batch> => getBatch(db.read, batchId)
  const viewOf = async (batchId: number): Promise<BatchView> => {
    const filed = await countFiled(db.read, [batchId])
    return toBatchView(await need(batchId), filed.get(batchId) ?? 0)
  }
  return {
    listBatches: async ({ query }) => {
      const states = query.state === undefined ? undefined : [query.state]
      const rows = await listBatches(db.read, DEFAULT_ARCHIVE, {
        states,
        before: decodeCursor(query.cursor),
        limit: query.limit + 1,
      })
      const page = pageFrom(rows, query.limit, (batch) => batch.batchId)
      const filed = await countFiled(
        db.read,
        page.items.map((batch) => batch.batchId),
      )
      return {
        items: page.items.map((batch) => toBatchView(batch, filed.get(batch.batchId) ?? 0)),
        nextCursor: page.nextCursor,
      }
    },
    getBatch: async ({ params }) => viewOf(params.batchId),
    getManifest: async ({ params }) => {
      const batch = await need(params.batchId)
      if (batch.takePlanId === null) throw new NotFoundError('archive/no-manifest', { params: { batch: batch.name } })
      return {
        contentType: 'application/json',
        data: core.manifests.fileOf(batch.name),
        fileName: `${batch.name}.json`,
      }
    },
    createBatch: async ({ body, actor }) => useCases.createBatch({ dryRun: body.dryRun }, actor.id),
    sortBatch: async ({ params, body, actor }) =>
      useCases.sortBatch(await need(params.batchId), { dryRun: body.dryRun }, actor.id),
    retryBatch: async ({ params, actor }) => {
      await useCases.retryBatch(await need(params.batchId), actor.id)
      return viewOf(params.batchId)
    },
    abandonBatch: async ({ params, actor }) => useCases.abandonBatch(await need(params.batchId), actor.id),
  }
}

function runRoutes(core: ArchiveCore, useCases: ArchiveUseCases): Pick<Handlers, 'startRun' | 'listRuns' | 'undoRun'> {
  return {
    startRun: ({ body, actor }) => useCases.startRun(body, actor.id),
    listRuns: async ({ query }) => {
      const rows = await core.runLedger.list({ before: decodeCursor(query.cursor), limit: query.limit + 1 })
      const page = pageFrom(rows, query.limit, (run) => run.runId)
      const items = await Promise.all(page.items.map((run) => toRunView(core, run)))
      const total = query.cursor === undefined ? await core.runLedger.count() : null
      return { items, nextCursor: page.nextCursor, total }
    },
    undoRun: async ({ params, actor }) => {
      const undoable = (await plansOfRun(core, params.runId)).filter(isUndoable)
      if (undoable.length === 0) throw new ConflictError('archive/nothing-to-undo', { params: { runId: params.runId } })
      return useCases.undoRun(params.runId, actor.id)
    },
  }
}
