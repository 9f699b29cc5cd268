import type { Db } from '../../db/db.ts'
import { instant } from '../../kernel/contract.ts'
import { say } from '../../kernel/words.ts'
import type { ItemWhy } from '../contract.ts'
import type { ArchiveFolders } from '../folders.ts'
import { isMislabelled, type MediaType } from '../../media/media-type.ts'
import { baseName, folderOf, type Item, type SaidCode } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
import { findItem, listItemsInGroup } from './store.ts'
import { sayReason, toItemView } from './views.ts'

/** In order: where it came from, what it is, which date won and which did not, which rule put it where it is. */
function reasonsOf(
  item: Item,
  context: { folders: ArchiveFolders; settings: ArchiveSettings; original: Item | undefined },
): SaidCode[] {
  const { folders, settings, original } = context
  const reasons: SaidCode[] = [
    {
      code: 'why.found',
      params: { root: folders.rootName(item.sourceRootId), path: item.sourceRelPath, at: instant(item.firstSeenAt) },
    },
  ]
  if (item.mediaType !== null)
    reasons.push({ code: 'why.type', params: { type: item.mediaType, kind: item.mediaKind } })
  if (item.mediaType !== null && isMislabelled(item.mediaType as MediaType, baseName(item.sourceRelPath)))
    reasons.push({ code: 'mislabelled', params: { type: item.mediaType } })
  if (item.groupKey !== item.sourceRelPath)
    reasons.push({ code: 'why.partner', params: { main: item.groupKey, role: item.groupRole } })
  if (item.date !== null) {
    const source = say(`capture-date.source.${item.date.byHand ? 'by-hand' : item.date.source}`)
    reasons.push({ code: 'why.date', params: { local: item.date.local.replace('T', ' '), source } })
  }
  for (const refused of item.refusedDates ?? []) {
    const source = say(`capture-date.source.${refused.source}`)
    reasons.push({
      code: 'why.refused',
      params: { source, value: refused.value, why: say(`capture-date.refused.${refused.reason}`) },
    })
  }
  if (original !== undefined) {
    reasons.push({ code: 'why.duplicate', params: { root: folders.rootName(original.rootId), path: original.relPath } })
  }
  if (item.state === 'filed') {
    reasons.push({
      code: 'why.filed',
      params: { pattern: settings.sorter.folder_pattern, folder: folderOf(item.relPath) },
    })
  }
  return reasons
}

export async function whyOf(
  deps: { db: Db; folders: ArchiveFolders; settings: () => ArchiveSettings },
  item: Item,
): Promise<ItemWhy> {
  const { db, folders, settings } = deps
  const original = item.duplicateOf === null ? undefined : await findItem(db.read, item.duplicateOf)
  const group = await listItemsInGroup(db.read, item)
  return {
    ...toItemView(item, folders),
    because: reasonsOf(item, { folders, settings: settings(), original }).map(sayReason),
    original: original === undefined ? null : toItemView(original, folders),
    partners: group.filter((other) => other.itemId !== item.itemId).map((other) => toItemView(other, folders)),
  }
}
