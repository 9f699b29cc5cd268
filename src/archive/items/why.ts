import { z } from 'zod'
import type { Db } from '../../db/db.ts'
import { instant } from '../../kernel/contract.ts'
import { say } from '../../kernel/words.ts'
import type { Plans } from '../../plans/index.ts'
import { findBatch } from '../batches/store.ts'
import type { ItemWhy } from '../contract.ts'
import type { ArchiveFolders } from '../folders.ts'
import { isMislabelled, type MediaType } from '../../media/media-type.ts'
import { baseName, FOUND_IN_ARCHIVE, folderOf, type Item, type SaidCode } from '../model.ts'
import { listOpenOf } from '../integrity/finding-store.ts'
import { findReadings } from '../integrity/store.ts'
import { parseFolderPattern, patternDateOf } from '../sorting/folder-pattern.ts'
import { findCopies, type WhereDeps } from '../where/find-copies.ts'
import { findItem, listItemsInGroup } from './store.ts'
import { sayReason, toItemView } from './views.ts'

/** In order: where it came from, what it is, which date won and which did not, which rule put it where it is. */
function reasonsOf(
  item: Item,
  context: { folders: ArchiveFolders; pattern: string | undefined; original: Item | undefined },
): SaidCode[] {
  const { folders, pattern, original } = context
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
  // What a copy is a copy of is said above.
  const isSaid = original !== undefined || reasons.some(({ code }) => code === item.reason?.code)
  if (item.reason !== null && !isSaid) reasons.push(item.reason)
  if (item.reason?.code !== FOUND_IN_ARCHIVE && item.state === 'filed') {
    const folder = folderOf(item.relPath)
    reasons.push(
      pattern === undefined
        ? { code: 'why.filed-in', params: { folder } }
        : { code: 'why.filed', params: { pattern, folder } },
    )
  }
  return reasons
}

/** Which batch took it, when its bytes were last read where it lies, and what a peer has of it. */
async function proofsOf({ db, where }: WhyDeps, item: Item): Promise<SaidCode[]> {
  const reasons: SaidCode[] = []
  const batch = item.batchId === null ? undefined : await findBatch(db.read, item.batchId)
  if (batch !== undefined) reasons.push({ code: 'why.batch', params: { batch: batch.name } })
  if (item.state !== 'filed') return reasons
  const facts = (await findReadings(db.read, [item.itemId])).get(item.itemId)
  const [finding] = await listOpenOf(db.read, [item.itemId])
  if (finding !== undefined) reasons.push({ code: `where.damaged.${finding.kind}`, params: {} })
  else if (facts?.readAt != null) reasons.push({ code: 'why.read', params: { at: instant(facts.readAt) } })
  else reasons.push({ code: 'why.never-read', params: {} })
  if (item.sha256 === null) return reasons
  const { answers } = await findCopies(where, [{ sha256: item.sha256 }])
  for (const { peer, verifiedAt, waits } of answers[0]?.peers ?? []) {
    if (verifiedAt !== null) reasons.push({ code: 'why.at-peer', params: { peer, at: instant(verifiedAt) } })
    else reasons.push(waits ?? { code: 'why.not-at-peer', params: { peer } })
  }
  return reasons
}

const SortData = z.looseObject({ pattern: z.string().optional() })

/** The pattern by which it was filed, as long as that is known: plans are forgotten when they can no longer be undone. */
async function patternOf(
  { db, plans }: { db: Db; plans: Pick<Plans, 'find'> },
  item: Item,
  group: readonly Item[],
): Promise<string | undefined> {
  const batch = item.batchId === null ? undefined : await findBatch(db.read, item.batchId)
  const plan = batch?.sortPlanId == null ? undefined : await plans.find(db.read, batch.sortPlanId)
  const pattern = plan === undefined ? undefined : SortData.parse(plan.data).pattern
  const { date } = group.find((other) => other.sourceRelPath === item.groupKey) ?? item
  if (pattern === undefined || date === null) return undefined
  // Sorted in two goes, or dated anew since: then it is not this pattern that gave the folder.
  return parseFolderPattern(pattern).render(patternDateOf(date.local)) === folderOf(item.relPath) ? pattern : undefined
}

export interface WhyDeps {
  db: Db
  folders: ArchiveFolders
  plans: Pick<Plans, 'find'>
  where: WhereDeps
}

export async function whyOf(deps: WhyDeps, item: Item): Promise<ItemWhy> {
  const { db, folders } = deps
  const original = item.duplicateOf === null ? undefined : await findItem(db.read, item.duplicateOf)
  const group = await listItemsInGroup(db.read, item)
  const pattern = await patternOf(deps, item, group)
  return {
    ...toItemView(item, folders),
    because: [...reasonsOf(item, { folders, pattern, original }), ...(await proofsOf(deps, item))].map(sayReason),
    original: original === undefined ? null : toItemView(original, folders),
    partners: group.filter((other) => other.itemId !== item.itemId).map((other) => toItemView(other, folders)),
  }
}
