import { lockInTx } from '../../db/lock-in-tx.ts'
import type { Tx } from '../../db/db.ts'
import { type Delivery, settledOrSleep } from '../../deliveries/index.ts'
import type { JobContext, PayloadOf, SettledJob } from '../../jobs/index.ts'
import { AppError, RejectedError } from '../../kernel/errors.ts'
import type { UploadParams } from '../hydration/index.ts'
import { changeLog, type DraftEntry, findLogOfDay, type LogEntry, logLengthOf } from '../logs/index.ts'
import { getStation, type Station } from '../stations/index.ts'
import { askToSync, codeOfType } from '../tracks/index.ts'
import type { VoiceDeps } from './deps.ts'
import { isLink, titleOfLink } from './find-links.ts'
import type { SendTake } from './jobs.ts'
import { SENT_ENDING } from './make-audio.ts'
import { type Take, takesOfPlaces } from './model.ts'
import { findTake, getTake, listTakes, noteSending } from './store.ts'
import { tellTake } from './tell-take.ts'

/** Stands in rows. */
export const UPLOAD_VOICE = 'radio.upload-voice'

const LOCKED_AGAIN_MS = 30_000

type Payload = PayloadOf<typeof SendTake>

export interface SentTake {
  trackId: number
  /** Whether its log plays it. */
  isInLog: boolean
}

/** @throws RejectedError `radio/no-voice-type`, `deliveries/…`; ConflictError when the take is gone by now */
export function sendTakeJob(deps: VoiceDeps) {
  return async ({ takeId, connectionId }: Payload, job: JobContext): Promise<SentTake> => {
    const take = await getTake(deps.db.read, takeId)
    const station = await getStation(deps.db.read, take.stationId)
    const typeCode = await voiceTypeOf(deps, { station, connectionId }, job.signal)
    const { deliveryId } = await planUpload(deps, { take, station, connectionId, typeCode }, job)
    const onProgress = (current: number, total: number | null): void => job.progress({ current, total, unit: 'bytes' })
    const carried = await deps.deliveries.carryOut(deliveryId, { signal: job.signal, onProgress })
    settledOrSleep(carried, job)
    const trackId = Number(carried.delivery.remoteRef)
    await job.commit((tx) => noteTrack(deps, tx, { take, connectionId, trackId, actor: job.actor }))
    return { trackId, isInLog: await putInLog(deps, takeId, job) }
  }
}

/** The code that this library has for voice tracks. @throws RejectedError `radio/no-voice-type` */
async function voiceTypeOf(
  { db, openLibrary }: VoiceDeps,
  { station, connectionId }: { station: Station; connectionId: number },
  signal: AbortSignal,
): Promise<string> {
  const { stationId, name } = station
  const code = (await codeOfType(db.read, { stationId, connectionId }, 'VOT')) ?? 'VOT'
  const types = await (await openLibrary(connectionId)).listTypes(signal)
  if (types.some((type) => type.code === code && type.isEnabled)) return code
  throw new RejectedError('radio/no-voice-type', { params: { code, name, stationId } })
}

interface Upload {
  take: Take
  station: Station
  connectionId: number
  typeCode: string
}

const nameOf = ({ airDate, title, number }: Take): string => {
  const words = title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '')
  return `VT-${airDate}-${words.slice(0, 60)}-take-${number}.${SENT_ENDING}`
}

function planUpload(
  { deliveries, files }: VoiceDeps,
  { take, station, connectionId, typeCode }: Upload,
  job: JobContext,
): Promise<Delivery> {
  const { audio, takeId, title, sendRound } = take
  const params: UploadParams = {
    connectionId,
    path: files.pathOf(audio.hash, SENT_ENDING),
    identity: null,
    name: nameOf(take),
    md5: audio.md5,
    typeCode,
  }
  return job.commit(async (tx) => {
    const { delivery } = await deliveries.plan(tx, {
      key: `radio:voice:${takeId}:${audio.md5}:${connectionId}:${typeCode}:${sendRound}`,
      kind: UPLOAD_VOICE,
      connectionId,
      target: `connection:${connectionId}`,
      place: station.name,
      label: title,
      subject: `take:${takeId}`,
      runId: job.runId,
      jobId: job.jobId,
      actor: job.actor,
      params,
      meant: { content: audio.md5, state: 'usable', type: typeCode },
    })
    await noteSending(tx, takeId, { deliveryId: delivery.deliveryId, failed: null })
    return delivery
  })
}

interface Verified {
  take: Take
  connectionId: number
  trackId: number
  actor: string
}

/**
 * Of a take that was cut anew in between, the library has what it was before. What is new there is read by the next sync,
 * which need not wait for its time.
 */
async function noteTrack({ jobs }: VoiceDeps, tx: Tx, { take, connectionId, trackId, actor }: Verified): Promise<void> {
  const { stationId, takeId, audio } = take
  const now = await findTake(tx, takeId)
  if (now === undefined || now.audio.md5 !== audio.md5) return
  await noteSending(tx, takeId, { connectionId, trackId, failed: null })
  if (now.trackId !== trackId) await askToSync(tx, { stationId, connectionId }, { jobs, actor })
}

/** @returns false when it is not chosen, or its link is gone; it stays in the library then */
async function putInLog(deps: VoiceDeps, takeId: number, job: JobContext): Promise<boolean> {
  const take = await getTake(deps.db.read, takeId)
  const log = await findLogOfDay(deps.db.read, take.stationId, take.airDate)
  if (log === undefined || !take.isChosen || take.trackId === null) return false
  const artist = (await getStation(deps.db.read, take.stationId)).name
  let isInLog = false
  try {
    const { isChanged } = await changeLog(deps.logs, log.logId, {
      by: { actor: job.actor, name: take.madeByName, runId: job.runId },
      ifMatch: '*',
      what: 'edited',
      next: async (_log, entries, tx) => {
        const place = placeOf(entries, (await findTake(tx, takeId)) ?? take, await takesNow(tx, take))
        isInLog = place !== undefined
        const placed = entries.map((entry) =>
          entry === place ? withTake(entry, take, { artist, title: titleOfLink(entries, entry) }) : entry,
        )
        return { entries: placed, params: { count: 1 } }
      },
    })
    if (isChanged) await job.commit((tx) => tellTake(deps, tx, { what: 'placed', take, by: { actor: job.actor } }))
  } catch (error) {
    if (error instanceof AppError && error.code === 'radio/log-locked')
      return job.snooze(LOCKED_AGAIN_MS, { code: error.code, params: error.params })
    throw error
  }
  return isInLog
}

async function takesNow(tx: Tx, { stationId, airDate }: Take): Promise<Take[]> {
  await lockInTx(tx, `radio.voice:${stationId}:${airDate}`)
  return listTakes(tx, stationId, airDate)
}

/** Its link, unless another take was chosen in between. */
function placeOf(
  entries: readonly LogEntry[],
  { takeId, isChosen }: Take,
  takes: readonly Take[],
): LogEntry | undefined {
  const links = entries.filter(isLink)
  const { byEntry } = takesOfPlaces(links, takes)
  return isChosen
    ? links.find(({ entryId }) => byEntry.get(entryId)?.some((take) => take.takeId === takeId))
    : undefined
}

function withTake(
  entry: DraftEntry,
  { trackId, audio }: Take,
  words: Pick<DraftEntry, 'title' | 'artist'>,
): DraftEntry {
  return {
    ...entry,
    trackId,
    ...words,
    typeCode: 'VOT',
    cueInMs: 0,
    cueOutMs: audio.lengthMs,
    lengthMs: logLengthOf('VOT', audio.lengthMs),
  }
}

/** Why a take is not at the library stands with it. */
export const noteSendFailure =
  () =>
  async (tx: Tx, { payload, state, reason }: SettledJob<typeof SendTake>): Promise<void> => {
    if (state !== 'failed' || reason === null) return
    await noteSending(tx, payload.takeId, { failed: { code: reason.code, params: reason.params ?? {} } })
  }
