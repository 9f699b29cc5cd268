import { statfs } from 'node:fs/promises'
import type { Db } from '../../db/db.ts'
import type { Clock } from '../../kernel/clock.ts'
import { addDays, dayAt, daySpan } from '../../kernel/time.ts'
import { countFiled, listBatches } from '../batches/store.ts'
import { type ArchiveOverview, ItemStateName, type StorageView } from '../contract.ts'
import type { ArchiveFolders, SourceFolder } from '../folders.ts'
import { countItems, countItemsIn } from '../items/store.ts'
import { sayReason, toBatchView } from '../items/views.ts'
import { INTAKE_STATES, type ItemState } from '../model.ts'
import type { Root, Roots, RootStatus } from '../../transfer/index.ts'
import type { ArchiveSettings } from '../settings.ts'
import { isSyncingOn } from '../sorting/sort-mode.ts'
import { countByState, countFiledSince, countInferred, sumByKind, sumByQuarterHour } from './store.ts'

export interface FigureDeps {
  db: Db
  clock: Clock
  /** How a root is, or was a moment ago. */
  glanceAt: (rootId: number) => Promise<RootStatus>
  freeSpace: (path: string) => Promise<number | null>
  folders: ArchiveFolders
  settings: () => ArchiveSettings
}

const DAY_MS = 86_400_000
const RECENT_BATCHES = 5

type FolderView = ArchiveOverview['folders'][number]

const STATES_IN: Record<FolderView['role'], readonly ItemState[]> = {
  source: INTAKE_STATES,
  batches: ['batched'],
  archive: ['filed'],
  duplicates: ['aside'],
  trash: ['trashed'],
}

async function folderView(
  deps: FigureDeps,
  root: Root,
  is: { role: FolderView['role']; source?: SourceFolder },
): Promise<FolderView> {
  const status = await deps.glanceAt(root.id)
  return {
    role: is.role,
    name: root.name,
    path: root.path,
    mode: is.source?.mode ?? null,
    state: status.kind,
    reason:
      status.kind === 'offline' ? sayReason({ code: `root.${status.reason}`, params: { path: root.path } }) : null,
    freeBytes: status.kind === 'online' ? await deps.freeSpace(root.path) : null,
    fileCount: await countItemsIn(deps.db.read, root.id, STATES_IN[is.role]),
  }
}

async function folderViews(deps: FigureDeps): Promise<FolderView[]> {
  if (!deps.folders.isUsable()) return []
  const { sources, batches, archive, duplicates, trash } = deps.folders.current()
  return Promise.all([
    ...sources.map((source) => folderView(deps, source.root, { role: 'source', source })),
    folderView(deps, batches, { role: 'batches' }),
    folderView(deps, archive, { role: 'archive' }),
    folderView(deps, duplicates, { role: 'duplicates' }),
    folderView(deps, trash, { role: 'trash' }),
  ])
}

export async function overviewOf(
  deps: FigureDeps,
  archiveId: number,
  more: Pick<ArchiveOverview, 'openPlanIds' | 'activeRunId'>,
): Promise<ArchiveOverview> {
  const { db, clock, settings } = deps
  const byState = await countByState(db.read, archiveId)
  const recent = await listBatches(db.read, archiveId, { limit: RECENT_BATCHES })
  const filed = await countFiled(
    db.read,
    recent.map((batch) => batch.batchId),
  )
  return {
    folders: await folderViews(deps),
    pattern: settings().sorter.folder_pattern,
    allowParallel: settings().batch.allow_parallel,
    isSyncing: isSyncingOn(settings()),
    watching: settings().intake.watch,
    states: Object.fromEntries(
      ItemStateName.options.map((state) => [state, byState.get(state) ?? { count: 0, bytes: 0 }]),
    ) as ArchiveOverview['states'],
    staysOut: await countItems(db.read, archiveId, { staysOut: true }),
    filedLast24h: await countFiledSince(db.read, archiveId, clock.now() - DAY_MS),
    inferredDates: await countInferred(db.read, archiveId),
    recentBatches: recent.map((batch) => toBatchView(batch, filed.get(batch.batchId) ?? 0)),
    ...more,
  }
}

/** @throws UnavailableError while the archive is away */
export async function storageOf(
  deps: Pick<FigureDeps, 'db' | 'folders'> & { roots: Pick<Roots, 'requireOnline'> },
  archiveId: number,
): Promise<StorageView> {
  const { folders, roots } = deps
  const { archive } = folders.current()
  await roots.requireOnline(archive.id)
  const disk = await statfs(archive.path)
  return {
    kinds: await kindsOf(deps, archiveId),
    diskBytes: disk.blocks * disk.bsize,
    freeBytes: disk.bavail * disk.bsize,
  }
}

async function kindsOf(deps: Pick<FigureDeps, 'db'>, archiveId: number): Promise<StorageView['kinds']> {
  const totals = new Map<StorageView['kinds'][number]['kind'], { count: number; bytes: number }>()
  for (const row of await sumByKind(deps.db.read, archiveId)) {
    const medium = row.kind === 'sidecar' ? 'other' : row.kind
    const kind = row.state === 'aside' ? 'aside' : row.state === 'trashed' ? 'trashed' : medium
    const total = totals.get(kind) ?? { count: 0, bytes: 0 }
    totals.set(kind, { count: total.count + row.count, bytes: total.bytes + row.bytes })
  }
  return [...totals].map(([kind, total]) => ({ kind, ...total }))
}

/** One row for each of the last days of the server's zone, also those on which nothing happened. */
export async function activityOf(
  { db, clock, timeZone }: Pick<FigureDeps, 'db' | 'clock'> & { timeZone: () => string },
  archiveId: number,
  count: number,
) {
  const zone = timeZone()
  const today = dayAt(clock.now(), zone)
  const days = Array.from({ length: count }, (_, index) => {
    const day = addDays(today, index + 1 - count)
    return { day, ...daySpan(day, zone), filed: 0, bytes: 0, duplicates: 0 }
  })
  const rowAt = (at: number) => days.findLast(({ startsAt }) => startsAt <= at)
  const { filed, duplicates } = await sumByQuarterHour(db.read, archiveId, days[0]?.startsAt ?? 0)
  for (const { at, count: files, bytes } of filed) {
    const row = rowAt(at)
    if (row === undefined) continue
    row.filed += files
    row.bytes += bytes
  }
  for (const { at, count: files } of duplicates) {
    const row = rowAt(at)
    if (row !== undefined) row.duplicates += files
  }
  return days.map(({ startsAt: _startsAt, endsAt: _endsAt, ...row }) => row)
}
