import { instant, instantOrNull, type Said } from '../../kernel/contract.ts'
import { hasWords, say, sayCode } from '../../kernel/words.ts'
import type { BatchView, ItemView } from '../contract.ts'
import type { ArchiveFolders } from '../folders.ts'
import { baseName, type Batch, isHeld, type Item, type SaidCode, staysOut } from '../model.ts'

/** A reason in words: our own stand at `reason.*`, those of errors at `error.*`. */
export function sayReason(reason: SaidCode): Said {
  const key = `reason.${reason.code}`
  if (!hasWords(key, reason.params)) return sayCode(reason.code, reason.params)
  const said: Said = { code: reason.code, params: { ...reason.params }, text: say(key, reason.params) }
  if (hasWords(`${key}.todo`, reason.params)) said.todo = say(`${key}.todo`, reason.params)
  return said
}

export function toItemView(item: Item, folders: ArchiveFolders): ItemView {
  const { date } = item
  return {
    itemId: item.itemId,
    root: folders.rootName(item.rootId),
    path: item.relPath,
    name: baseName(item.relPath),
    size: item.size,
    state: item.state,
    staysOut: staysOut(item),
    reason: item.reason === null ? null : sayReason(item.reason),
    mediaKind: item.mediaKind,
    mediaType: item.mediaType,
    sha256: item.sha256,
    captured:
      date === null
        ? null
        : {
            local: date.local,
            offsetMinutes: date.offsetMinutes,
            instant: instantOrNull(date.instant),
            precision: date.precision,
            source: date.source,
            sourceText: date.byHand ? say('capture-date.source.by-hand') : say(`capture-date.source.${date.source}`),
            byHand: date.byHand,
          },
    duplicateOf: item.duplicateOf,
    batchId: item.batchId,
    groupKey: item.groupKey,
    groupRole: item.groupRole,
    firstSeenAt: instant(item.firstSeenAt),
    filedAt: instantOrNull(item.filedAt),
  }
}

export function toBatchView(batch: Batch, filedCount: number): BatchView {
  return {
    batchId: batch.batchId,
    number: batch.number,
    name: batch.name,
    state: batch.state,
    fileCount: batch.fileCount,
    sizeBytes: batch.sizeBytes,
    createdAt: instant(batch.createdAt),
    syncedAt: instantOrNull(batch.syncedAt),
    sortedAt: instantOrNull(batch.sortedAt),
    filedCount,
    takePlanId: batch.takePlanId,
    sortPlanId: batch.sortPlanId,
    runId: batch.runId,
    isHeld: isHeld(batch),
    reason: batch.reason === null ? waitsFor(batch) : sayReason(batch.reason),
  }
}

/** What a batch waits for, when nothing is wrong with it. */
function waitsFor(batch: Batch): Said | null {
  if (batch.state === 'CREATING' && batch.takePlanId !== null)
    return sayReason({ code: 'batch.take-waits', params: {} })
  if (batch.state === 'SYNCING') return sayReason({ code: 'batch.syncs', params: {} })
  if (batch.state === 'PENDING' || batch.state === 'SYNCED') {
    return sayReason({ code: batch.sortPlanId === null ? 'batch.to-sort' : 'batch.sort-waits', params: {} })
  }
  return null
}
