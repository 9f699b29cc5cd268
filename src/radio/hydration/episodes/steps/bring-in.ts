import { basename } from 'node:path'
import type { Delivery } from '../../../../deliveries/index.ts'
import { md5Of } from '../../sums.ts'
import { UPLOAD_TRACK, type UploadParams } from '../../upload-track.ts'
import { assertSame } from '../audio/measure-file.ts'
import { type Hydration, STEP } from '../model.ts'
import { advanceHydration } from '../store.ts'
import type { Turns } from '../../../../kernel/turns.ts'
import { carry, deliveryOf, keyAfter, underWay, type Work } from './work.ts'

/** LibreTime keeps so much of a title. */
const TITLE_LONGEST = 500

export const titleOf = ({ episodeTitle, relPath }: Hydration): string =>
  (episodeTitle.trim() === '' ? basename(relPath) : episodeTitle.trim()).slice(0, TITLE_LONGEST)

/**
 * The tagged copy in the library, analysed, with its audio. Equal copies wait for one another: the second finds the first
 * one's track.
 */
export async function bringIn(work: Work, inTurn: Turns<string>['inTurn']): Promise<Delivery> {
  const { job } = work
  const delivery = (await uploadUnderWay(work)) ?? (await planUpload(work))
  job.phase('upload')
  return inTurn((delivery.params as UploadParams).md5, () => carry(work, delivery, { step: STEP.sent }))
}

/** One that may have left is gone on with; one that never did is made anew, with the title of today. */
async function uploadUnderWay(work: Work): Promise<Delivery | undefined> {
  const delivery = await underWay(work, work.hydration.uploadId)
  return delivery?.state === 'planned' ? undefined : delivery
}

async function planUpload(work: Work): Promise<Delivery> {
  const { deps, job, inbox, hydration, payload, path } = work
  const { hydrationId, relPath, identity } = hydration
  job.phase('tag')
  const title = titleOf(hydration)
  const copy = await deps.copies.make({ hydrationId, from: path, relPath, title }, job.signal)
  const md5 = copy ?? (await md5Of(path))
  await assertSame({ path, name: basename(relPath), identity })
  const params: UploadParams = {
    connectionId: payload.connectionId,
    path: copy === null ? path : deps.copies.pathOf(hydrationId, relPath),
    identity: copy === null ? identity : null,
    name: basename(relPath),
    md5,
    typeCode: inbox.typeCode,
  }
  const former = hydration.uploadId === null ? undefined : await deps.deliveries.find(hydration.uploadId)
  const key = `radio:episode:${inbox.inboxId}:${relPath}:${identity}:${payload.episodeId}:${inbox.typeCode ?? ''}:${md5}`
  const delivery = await job.commit(async (tx) => {
    const planned = await deps.deliveries.plan(tx, {
      ...deliveryOf(work),
      key: keyAfter(key, former === undefined || former.state === 'planned' ? null : former.deliveryId),
      kind: UPLOAD_TRACK,
      connectionId: payload.connectionId,
      label: basename(relPath),
      params,
      meant: { content: md5, state: 'usable', ...(inbox.typeCode === null ? {} : { type: inbox.typeCode }) },
    })
    const { deliveryId } = planned.delivery
    await advanceHydration(tx, hydrationId, { copyMd5: md5, uploadId: deliveryId, now: deps.clock.now() })
    return planned.delivery
  })
  // It was planned with another title, and never left.
  if (former?.state === 'planned' && former.deliveryId !== delivery.deliveryId)
    await deps.deliveries.byHand.undo(former.deliveryId, { actor: job.actor, signal: job.signal })
  return delivery
}
