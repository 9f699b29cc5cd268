import type { Reader } from '../../db/db.ts'
import { listDeliveries } from '../../deliveries/index.ts'
import { instant } from '../../kernel/contract.ts'
import { say } from '../../kernel/words.ts'
import type { EventLog } from '../../live/event-log.ts'
import { toEventView } from '../../live/views.ts'
import type { TitleStepView } from './contract.ts'
import { titleSubject } from './model.ts'
import { findFolder, findScan } from './page-store.ts'
import { getTitle } from './read-title.ts'
import type { TitleRow } from './store.ts'

const STEPS_MOST = 200

/** What happened to a title, oldest first: found, read, asked about, published, told to players. */
export async function tellSteps(
  { db, events }: { db: { read: Reader }; events: EventLog },
  titleId: number,
): Promise<TitleStepView[]> {
  const row = await getTitle(db.read, titleId)
  const subject = titleSubject(titleId)
  const logged = await events.readBefore({ subject, limit: STEPS_MOST })
  const deliveries = await listDeliveries(db.read, { subject, limit: STEPS_MOST })
  const steps: TitleStepView[] = [
    ...(await foundSteps(db.read, row)),
    ...logged
      .filter(({ kind }) => !kind.startsWith('delivery.'))
      .map((event) => {
        const { at, text, actor, runId } = toEventView(event)
        return { at, text, actor, runId, deliveryId: null, state: null, isWell: true }
      }),
    ...deliveries.map((delivery) => ({
      at: instant(delivery.verifiedAt ?? delivery.changedAt),
      text: say('library.step.delivery', {
        what: say(`delivery.kind.${delivery.kind}`),
        place: delivery.place,
        state: say(`delivery.state.${delivery.state}`),
      }),
      actor: delivery.actor,
      runId: delivery.runId,
      deliveryId: delivery.deliveryId,
      state: delivery.state,
      isWell: delivery.state !== 'rejected' && delivery.state !== 'uncertain',
    })),
  ]
  return steps.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

const told = (at: number, text: string): TitleStepView => ({
  at: instant(at),
  text,
  actor: 'system',
  runId: null,
  deliveryId: null,
  state: null,
  isWell: true,
})

async function foundSteps(reader: Reader, row: TitleRow): Promise<TitleStepView[]> {
  const enriched: TitleStepView[] =
    row.enriched_at === null ? [] : [told(row.enriched_at, say('library.step.enriched'))]
  const step = { runId: null, deliveryId: null, state: null, isWell: true }
  const found = told(row.added_at, say('library.step.found'))
  const folder = row.folder_id === null ? undefined : await findFolder(reader, row.folder_id)
  if (folder === undefined) return [found, ...enriched]
  const scan = folder.scan_id === null ? undefined : await findScan(reader, folder.scan_id)
  if (scan === undefined) return [found, ...enriched]
  const at = instant(folder.read_at ?? scan.started_at)
  const read = { ...step, at, text: say('library.step.read', { path: folder.rel_path }), actor: scan.actor }
  return [found, { ...read, runId: scan.run_id, isWell: scan.outcome !== 'failed' }, ...enriched]
}
