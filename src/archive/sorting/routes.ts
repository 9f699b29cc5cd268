import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import type { ArchiveCore } from '../core.ts'
import { baseName, DEFAULT_ARCHIVE } from '../model.ts'
import { sortingRoutes } from './contract.ts'
import { parseFolderPattern } from './folder-pattern.ts'
import { previewResort } from './preview-resort.ts'
import { ResortArchive } from './resort-jobs.ts'
import { RESORT_PLAN, RESORT_SUBJECT } from './resort.ts'
import { previewZone, redateWaiting } from './zone-preview.ts'

const MOST_ITEMS = 500
const MOST_FOLDERS = 2000

export function sortingRoutesOf(core: ArchiveCore): BoundRoute[] {
  const { db, jobs, plans, settings, folders } = core
  return bindRoutes(sortingRoutes, {
    previewZone: async ({ query, signal }) => {
      const against = query.against ?? settings().sorter.timezone ?? core.timeZone()
      const { differences, ...counts } = await previewZone(
        core,
        { zone: query.zone, against, batchId: query.batchId },
        signal,
      )
      return {
        zone: query.zone,
        against,
        ...counts,
        items: differences.slice(0, MOST_ITEMS).map(({ item, ...difference }) => ({
          itemId: item.itemId,
          name: baseName(item.relPath),
          path: item.relPath,
          ...difference,
        })),
      }
    },
    redate: async ({ actor }) => ({ files: await redateWaiting(core, actor.id) }),
    previewResort: async ({ query }) => {
      const { folder_pattern: current, exif_fallback: isMtimeGood } = settings().sorter
      const pattern = query.pattern ?? current
      const rootId = folders.current().archive.id
      const preview = await previewResort(db.read, rootId, { pattern, includeFound: query.includeFound, isMtimeGood })
      const open = await plans.findOpen(db.read, RESORT_PLAN, RESORT_SUBJECT)
      return {
        ...preview,
        pattern,
        current,
        foldersBefore: preview.before.length,
        foldersAfter: preview.after.length,
        before: preview.before.slice(0, MOST_FOLDERS),
        after: preview.after.slice(0, MOST_FOLDERS),
        openPlanId: open?.state === 'draft' ? open.planId : null,
      }
    },
    planResort: ({ body, actor }) => {
      const { text: pattern } = parseFolderPattern(body.pattern)
      folders.current()
      return db.tx(async (tx) => {
        const payload = { archiveId: DEFAULT_ARCHIVE, pattern, includeFound: body.includeFound, apply: !body.dryRun }
        const { runId } = await jobs.enqueue(tx, ResortArchive, payload, { actor: actor.id, priority: 3 })
        return { runId }
      })
    },
  })
}
