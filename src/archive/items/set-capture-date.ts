import type { Db } from '../../db/db.ts'
import type { Jobs } from '../../jobs/index.ts'
import { UnavailableError } from '../../kernel/errors.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { Plans } from '../../plans/index.ts'
import { findBatch } from '../batches/store.ts'
import { inReadingOrder } from '../intake/date-items.ts'
import type { Examiner } from '../intake/examine-items.ts'
import { SortBatches } from '../jobs.ts'
import type { Item, ItemDate } from '../model.ts'
import { instantOfLocal } from './dates.ts'
import { changeItems, type ItemChange } from './edit-store.ts'
import { findItem, listItemsInGroup } from './store.ts'

const READ_MS = 30_000

export interface SetDateDeps {
  db: Db
  jobs: Jobs
  plans: Plans
  events: EventLog
  examiner: Examiner
}

/** For the whole asset. A sort plan that waits for it is made again. @throws UnavailableError when its file can't be read */
export function setCaptureDate(deps: SetDateDeps) {
  const { db, jobs, plans, events } = deps
  return async (item: Item, local: string | null, actor: string): Promise<Item> => {
    const change = local === null ? await asItsFileSays(deps, item) : { date: byHand(local, item) }
    return db.tx(async (tx) => {
      const group = await listItemsInGroup(tx, item)
      await changeItems(tx, { itemIds: group.map((one) => one.itemId) }, change)
      await events.append(tx, {
        kind: 'archive.item.dated',
        actor,
        subject: `archive.item:${item.itemId}`,
        data: { local },
      })
      const batch = item.batchId === null ? undefined : await findBatch(tx, item.batchId)
      if (batch !== undefined && batch.state === 'PENDING' && batch.sortPlanId !== null) {
        await plans.discard(tx, batch.sortPlanId, actor)
        await jobs.enqueue(
          tx,
          SortBatches,
          { archiveId: item.archiveId, batchId: batch.batchId, apply: 'no' },
          { actor },
        )
      }
      return (await findItem(tx, item.itemId)) ?? item
    })
  }
}

/** Read at once: nothing looks into a file again that is filed already. */
async function asItsFileSays({ db, examiner }: SetDateDeps, item: Item): Promise<ItemChange> {
  const group = inReadingOrder(await listItemsInGroup(db.read, item))
  const [answer] = await examiner.dates([group], AbortSignal.timeout(READ_MS))
  if (answer?.kind === 'read') return { date: answer.date, refusedDates: answer.refused }
  throw new UnavailableError('archive/date-unreadable', {
    params: { path: item.relPath, errorCode: answer?.code ?? '' },
  })
}

function byHand(local: string, item: Item): ItemDate {
  const offsetMinutes = item.date?.offsetMinutes ?? null
  return {
    local: /T\d{2}:\d{2}$/.test(local) ? `${local}:00` : local,
    offsetMinutes,
    instant: instantOfLocal(local, offsetMinutes ?? undefined),
    precision: local.length === 10 ? 'day' : 'second',
    source: 'by-hand',
    byHand: true,
  }
}
