import type { Db } from '../../db/db.ts'
import { countLiveOfRun, type Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import { JobId } from '../../kernel/ids.ts'
import { decodeCursor, pageFrom } from '../../kernel/paging.ts'
import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { listLibraries } from '../libraries/index.ts'
import { scanRoutes, type ScanView } from './contract.ts'
import { DiscoverFolders, FollowScan, ReadFolders, ScanLibrary, SettleScan } from './jobs.ts'
import { startScan } from './start-scan.ts'
import { findScan, listCounts, listNotes, listScans, type Scan } from './store.ts'
import { toFolderView, toNoteView, toScanView, toUnknownFileView } from './views.ts'
import { getFolder, sayFiles, sayFolder } from './words/say-words.ts'
import { countUnknownFiles, listUnknownFiles } from './words/store.ts'

export interface ScanRouteDeps {
  db: Db
  jobs: Jobs
  clock: Clock
}

export function scanRoutesOf(deps: ScanRouteDeps): BoundRoute[] {
  const { db, jobs } = deps
  const { read } = db
  const say = { files: sayFiles(deps), folder: sayFolder(deps) }
  return bindRoutes(scanRoutes, {
    start: ({ params, body, actor }) => {
      const { full, folder, steps, mostFolders, acceptMissing } = body
      const mode = folder !== undefined ? 'folder' : full ? 'full' : 'changed'
      const wish = {
        libraryId: params.libraryId,
        mode,
        folder: folder ?? null,
        steps,
        acceptMissing: acceptMissing ?? 0,
      } as const
      return db.tx((tx) => startScan(deps, tx, { ...wish, mostFolders: mostFolders ?? null, actor: actor.id }))
    },
    list: async ({ query: { libraryId, cursor, limit } }) => {
      const scans = await listScans(read, { libraryId, before: decodeCursor(cursor), limit: limit + 1 })
      const page = pageFrom(scans, limit, ({ scanId }) => scanId)
      return { ...page, items: await viewsOf(deps, page.items) }
    },
    get: async ({ params }) => viewOf(deps, params.scanId),
    notes: async ({ params, query: { level, cursor, limit } }) => {
      await getScan(deps, params.scanId)
      const rows = await listNotes(read, params.scanId, { level, after: decodeCursor(cursor) ?? 0, limit: limit + 1 })
      const page = pageFrom(rows, limit, ({ id }) => id)
      return { ...page, items: page.items.map(toNoteView) }
    },
    cancel: async ({ params, actor }) => {
      const { jobId, outcome } = await getScan(deps, params.scanId)
      if (outcome === null) await db.tx((tx) => jobs.cancel(tx, JobId.parse(jobId), { actor: actor.id }))
      return viewOf(deps, params.scanId)
    },
    unknownFiles: async ({ query: { cursor, limit, ...filter } }) => {
      const rows = await listUnknownFiles(read, { ...filter, after: decodeCursor(cursor) ?? 0, limit: limit + 1 })
      const page = pageFrom(rows, limit, ({ id }) => id)
      const total = cursor === undefined ? await countUnknownFiles(read, filter) : null
      return { ...page, items: page.items.map(toUnknownFileView), total }
    },
    sayFiles: async ({ body, actor }) => ({ changed: await say.files({ ...body, actor: actor.id }) }),
    getFolder: async ({ params }) => toFolderView(await getFolder(read, params.folderId)),
    sayFolder: async ({ params, body, actor }) => {
      await say.folder(params.folderId, body, actor.id)
      return toFolderView(await getFolder(read, params.folderId))
    },
  })
}

/** @throws NotFoundError */
async function getScan({ db }: Pick<ScanRouteDeps, 'db'>, scanId: number): Promise<Scan> {
  const scan = await findScan(db.read, scanId)
  if (scan === undefined) throw new NotFoundError('library/no-such-scan', { params: { scanId } })
  return scan
}

const viewOf = async (deps: ScanRouteDeps, scanId: number): Promise<ScanView> =>
  (await viewsOf(deps, [await getScan(deps, scanId)]))[0] as ScanView

async function viewsOf({ db }: ScanRouteDeps, scans: readonly Scan[]): Promise<ScanView[]> {
  const counts = await listCounts(
    db.read,
    scans.map(({ scanId }) => scanId),
  )
  const names = new Map((await listLibraries(db.read)).map(({ libraryId, name }) => [libraryId, name]))
  const views: ScanView[] = []
  for (const scan of scans) {
    const live = scan.outcome === null ? await countLiveOfRun(db.read, scan.runId, OWN_KINDS) : 0
    const around = { counts: counts.get(scan.scanId) ?? {}, libraryName: names.get(scan.libraryId) ?? '', live }
    views.push(toScanView(scan, around))
  }
  return views
}

const OWN_KINDS = [ScanLibrary, DiscoverFolders, ReadFolders, SettleScan, FollowScan].map(({ kind }) => kind)
