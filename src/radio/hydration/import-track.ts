import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Db } from '../../db/db.ts'
import { type Deliveries, type Delivery, settledOrSleep } from '../../deliveries/index.ts'
import { type JobContext, type PayloadOf, waitWhileUnavailable } from '../../jobs/index.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { type FileIdentity, identityOf, isSameIdentity, parseIdentityText } from '../../media/file-identity.ts'
import type { Roots, Transfer } from '../../transfer/index.ts'
import { getStation } from '../stations/index.ts'
import { getInbox } from './inboxes.ts'
import type { ImportTrack } from './jobs.ts'
import type { Inbox } from './model.ts'
import { putAway } from './put-away.ts'
import { UPLOAD_TRACK, type UploadParams } from './upload-track.ts'

export interface ImportTrackDeps {
  db: Db
  roots: Roots
  transfer: Transfer
  deliveries: Deliveries
}

type Payload = PayloadOf<typeof ImportTrack>

/** Sums, delivers, and moves the file to the trash: that only once the library showed it, and only if it is still the same. */
export function importTrack(deps: ImportTrackDeps) {
  return async (payload: Payload, job: JobContext) => {
    const inbox = await getInbox(deps, payload.inboxId)
    await waitWhileUnavailable(job, () => deps.roots.requireOnline(inbox.rootId))
    const identity = parseIdentityText(payload.identity)
    const path = join(inbox.path, payload.relPath)
    const sums = await sumOf(path, identity, job)
    const delivery = await planUpload(deps, { inbox, payload, sums, job })
    const { deliveryId } = delivery
    const onProgress = (current: number, total: number | null): void => job.progress({ current, total, unit: 'bytes' })
    const carried = await deps.deliveries.carryOut(deliveryId, { signal: job.signal, onProgress })
    settledOrSleep(carried, job)
    const file = { inbox, relPath: payload.relPath, identity, sha256: sums.sha256, ref: `delivery:${deliveryId}` }
    await putAway(deps.transfer, file, job)
    return { deliveryId, trackId: Number(carried.delivery.remoteRef) }
  }
}

interface Sums {
  md5: string
  sha256: string
}

/** @throws ConflictError `radio/file-changed` when it is not the file that lay still, before or after it was read */
async function sumOf(path: string, identity: FileIdentity, job: JobContext): Promise<Sums> {
  const md5 = createHash('md5')
  const sha256 = createHash('sha256')
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new ConflictError('radio/file-changed', { params: { name: basename(path) }, cause })
  })
  try {
    assertSame(path, identity, identityOf(await file.stat({ bigint: true })))
    let done = 0
    for await (const chunk of file.createReadStream({
      autoClose: false,
      highWaterMark: 1 << 18,
    }) as AsyncIterable<Buffer>) {
      job.signal.throwIfAborted()
      md5.update(chunk)
      sha256.update(chunk)
      done += chunk.length
      job.progress({ current: done, total: identity.size, unit: 'bytes' })
    }
    assertSame(path, identity, identityOf(await file.stat({ bigint: true })))
  } finally {
    await file.close()
  }
  return { md5: md5.digest('hex'), sha256: sha256.digest('hex') }
}

function assertSame(path: string, wanted: FileIdentity, found: FileIdentity): void {
  if (!isSameIdentity(wanted, found))
    throw new ConflictError('radio/file-changed', { params: { name: basename(path) } })
}

async function planUpload(
  { db, deliveries }: ImportTrackDeps,
  { inbox, payload, sums, job }: { inbox: Inbox; payload: Payload; sums: Sums; job: JobContext },
): Promise<Delivery> {
  const { connectionId, relPath } = payload
  const station = await getStation(db.read, inbox.stationId)
  const params: UploadParams = {
    connectionId,
    path: join(inbox.path, relPath),
    identity: payload.identity,
    name: basename(relPath),
    md5: sums.md5,
    typeCode: inbox.typeCode,
  }
  return job.commit(async (tx) => {
    const { delivery } = await deliveries.plan(tx, {
      // One inbox file is one effect, whatever other file has the same bytes: that one is then found there.
      key: `radio:inbox:${inbox.inboxId}:${relPath}:${payload.identity}:${inbox.typeCode ?? ''}`,
      kind: UPLOAD_TRACK,
      connectionId,
      target: `connection:${connectionId}`,
      place: station.name,
      label: basename(relPath),
      subject: `inbox:${inbox.inboxId}`,
      runId: job.runId,
      jobId: job.jobId,
      actor: job.actor,
      params,
      meant: {
        content: sums.md5,
        state: 'usable',
        ...(inbox.typeCode === null ? {} : { type: inbox.typeCode }),
      },
    })
    return delivery
  })
}
