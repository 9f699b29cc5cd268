import type { Attention } from '../../../attention/index.ts'
import type { Db, Tx } from '../../../db/db.ts'
import type { JobContext, Jobs, PayloadOf, SettledJob } from '../../../jobs/index.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { NotFoundError, RejectedError } from '../../../kernel/errors.ts'
import type { EventLog } from '../../../live/event-log.ts'
import { listStations } from '../../stations/index.ts'
import type { LibraryTrack, StationLibrary, TrackType } from '../model.ts'
import type { TrackLibrary } from '../ports.ts'
import { assertSameLibrary } from '../station-library.ts'
import { alignTypes, saveTypes } from '../types/store.ts'
import { compareFacts, factsOf, type TypesNow, typesNow } from './compare.ts'
import { SyncTracks } from './jobs.ts'
import { isSuspect, sampleOf, type SyncCounts } from './model.ts'
import { addSync, forgetMeasured, listKnownFacts, listKnownIds, markGone, NO_COUNTS, putTracks } from './store.ts'

export interface SyncDeps {
  db: Db
  clock: Clock
  jobs: Jobs
  events: EventLog
  attention: Attention
  openLibrary(connectionId: number): Promise<TrackLibrary>
}

const SUSPECT = 'radio/list-suspect'
const SUSPICIOUS: readonly string[] = [SUSPECT, 'radio/types-suspect']
/** Rows of one transaction. */
const BATCH = 500

export function syncTracks(deps: SyncDeps) {
  return async (library: PayloadOf<typeof SyncTracks>, job: JobContext): Promise<SyncCounts> => {
    const startedAt = performance.now()
    await assertSameLibrary(deps.db.read, library)
    const port = await deps.openLibrary(library.connectionId)
    // All of both lists must have come before anything is written.
    const tracks = await port.listTracks(job.signal)
    const types = await port.listTypes(job.signal)
    assertTypesTold(tracks, types)
    const lost = await provenLost(deps, library, { tracks, port, signal: job.signal })
    const stands = await job.commit(async (tx) => {
      await assertSameLibrary(tx, library)
      return saveTypes(tx, library, { types, now: deps.clock.now() })
    })
    const counts = { ...NO_COUNTS, listed: tracks.length, gone: lost.length }
    await takeOver(deps, { library, tracks, types: typesNow(types, stands), counts }, job)
    for (let start = 0; start < lost.length; start += BATCH) {
      const trackIds = lost.slice(start, start + BATCH)
      await job.commit((tx) => markGone(tx, library, { trackIds, now: deps.clock.now() }))
    }
    const tookMs = Math.round(performance.now() - startedAt)
    // A person may have said meanwhile what a code stands for.
    await job.commit((tx) => alignTypes(tx, library, deps.clock.now()))
    job.finishWith((tx) => tellDone(deps, tx, { library, counts, jobId: job.jobId, tookMs }))
    return counts
  }
}

/** Tracks have types, and the list of types is empty: one of both is wrong. @throws RejectedError */
function assertTypesTold(tracks: readonly LibraryTrack[], types: readonly TrackType[]): void {
  const typed = tracks.filter(({ typeId }) => typeId !== null).length
  if (types.length === 0 && typed > 0) throw new RejectedError('radio/types-suspect', { params: { typed } })
}

/**
 * What the list has no more. Where that is most of the library, some of them are asked for one by one.
 * @throws RejectedError `radio/list-suspect` when the library still has one of them; what a look-up throws
 */
async function provenLost(
  { db }: SyncDeps,
  library: StationLibrary,
  { tracks, port, signal }: { tracks: readonly LibraryTrack[]; port: TrackLibrary; signal: AbortSignal },
): Promise<number[]> {
  const known = await listKnownIds(db.read, library)
  const listed = new Set(tracks.map(({ trackId }) => trackId))
  const lost = known.filter((trackId) => !listed.has(trackId))
  if (!isSuspect({ known: known.length, listed: tracks.length, lost: lost.length })) return lost
  for (const trackId of sampleOf(lost)) {
    if (await isGone(port, trackId, signal)) continue
    const params = { known: known.length, listed: tracks.length, lost: lost.length, trackId }
    throw new RejectedError(SUSPECT, { params })
  }
  return lost
}

async function isGone(port: TrackLibrary, trackId: number, signal: AbortSignal): Promise<boolean> {
  try {
    await port.getTrack(trackId, signal)
    return false
  } catch (error) {
    if (error instanceof NotFoundError) return true
    throw error
  }
}

interface TakingOver {
  library: StationLibrary
  /** By id. */
  tracks: readonly LibraryTrack[]
  types: TypesNow
  counts: SyncCounts
}

async function takeOver({ db, clock }: SyncDeps, { library, tracks, types, counts }: TakingOver, job: JobContext) {
  for (let start = 0; start < tracks.length; start += BATCH) {
    const batch = tracks.slice(start, start + BATCH)
    const span = { from: batch[0]?.trackId ?? 0, to: batch.at(-1)?.trackId ?? 0 }
    const known = await listKnownFacts(db.read, library, span)
    const found = { ...library, types, now: clock.now() }
    const compared = batch.map((track) => compareFacts(known.get(track.trackId), factsOf(track, found)))
    const news = compared.filter(({ what }) => what !== 'same')
    if (news.length > 0)
      await job.commit(async (tx) => {
        await putTracks(
          tx,
          news.map(({ row }) => row),
        )
        const others = news.flatMap(({ hasOtherBytes, row }) => (hasOtherBytes ? [row.track_id] : []))
        await forgetMeasured(tx, library, others)
      })
    for (const { what } of news) if (what !== 'played' && what !== 'same') counts[what] += 1
    job.progress({ current: Math.min(start + BATCH, tracks.length), total: tracks.length, unit: 'tracks' })
  }
}

const causeOf = ({ stationId }: StationLibrary): string => `radio.tracks-suspect:${stationId}`

interface Done {
  library: StationLibrary
  counts: SyncCounts
  jobId: number
  tookMs: number
}

async function tellDone(
  { events, attention, clock }: SyncDeps,
  tx: Tx,
  { library, counts, jobId, tookMs }: Done,
): Promise<void> {
  const { stationId } = library
  const { name } = await assertSameLibrary(tx, library)
  await addSync(tx, { ...library, ...counts, jobId, tookMs, outcome: 'done', endedAt: clock.now(), reason: null })
  await attention.resolve(tx, causeOf(library))
  const { created, changed, gone, returned } = counts
  if (created + changed + gone + returned === 0) return
  const subject = `station:${stationId}`
  const data = { name, ...counts }
  await events.append(tx, { kind: 'radio.tracks.changed', actor: 'system', scope: subject, subject, data })
}

/** Why it did not work is kept, and a list that is not believed is a card. */
export const noteSyncFailure =
  ({ attention, clock }: Pick<SyncDeps, 'attention' | 'clock'>) =>
  async (tx: Tx, { jobId, payload, state, reason }: SettledJob<typeof SyncTracks>): Promise<void> => {
    if (state === 'completed' || state === 'cancelled') return
    const station = (await listStations(tx)).find((one) => one.stationId === payload.stationId)
    if (station === undefined) return
    const isSuspicious = reason !== null && SUSPICIOUS.includes(reason.code)
    const outcome = isSuspicious ? 'suspect' : 'failed'
    const told = reason === null ? null : { code: reason.code, params: reason.params ?? {} }
    await addSync(tx, { ...payload, ...NO_COUNTS, jobId, outcome, tookMs: null, endedAt: clock.now(), reason: told })
    if (!isSuspicious) return
    await attention.raise(tx, {
      cause: causeOf(payload),
      code: 'radio.tracks-suspect',
      params: { ...reason.params, station: station.name, errorCode: reason.code },
      severity: 'bad',
      subject: `station:${payload.stationId}`,
      actions: [
        { code: 'open-tracks', open: `/radio/tracks?station=${payload.stationId}` },
        { code: 'sync-again', call: { operationId: 'radio.tracks.sync', params: { stationId: payload.stationId } } },
      ],
    })
  }

export function syncAllTracks({ db, jobs }: Pick<SyncDeps, 'db' | 'jobs'>) {
  return async (_payload: unknown, job: JobContext): Promise<{ started: number }> => {
    const stations = (await listStations(db.read)).flatMap(({ stationId, name, libraryConnectionId }) =>
      libraryConnectionId === null ? [] : [{ stationId, connectionId: libraryConnectionId, name }],
    )
    await job.commit(async (tx) => {
      for (const { name, ...library } of stations)
        await jobs.enqueue(tx, SyncTracks, library, { actor: 'system', label: name, priority: 6 })
    })
    return { started: stations.length }
  }
}
