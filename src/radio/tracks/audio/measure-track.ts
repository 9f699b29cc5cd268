import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { Db, Tx } from '../../../db/db.ts'
import { defineJob, type JobContext, type PayloadOf, type SettledJob } from '../../../jobs/index.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { ConflictError, NotFoundError } from '../../../kernel/errors.ts'
import type { EventLog } from '../../../live/event-log.ts'
import type { AudioTools } from '../../../media/audio/audio-tools.ts'
import type { Loudness, Track } from '../model.ts'
import type { TrackAudio } from '../ports.ts'
import { assertSameLibrary } from '../station-library.ts'
import { findTrack } from '../store.ts'
import { noteMeasured, noteNotMeasured } from './store.ts'
import { keepWaveform } from './waveform-cache.ts'

const HOUR_MS = 3_600_000

/** Fetches a track's audio and measures it. Running it again is harmless: what was measured is measured again. */
export const MeasureTrack = defineJob('radio.measure-track', {
  payload: z.object({ stationId: z.number().int(), connectionId: z.number().int(), trackId: z.number().int() }),
  queue: 'network',
  maxAttempts: 3,
  timeoutMs: HOUR_MS,
  dedupeBy: ({ stationId, connectionId, trackId }) => `${stationId}:${connectionId}:${trackId}`,
  targetBy: ({ connectionId }) => `connection:${connectionId}`,
})

export interface MeasureDeps {
  db: Db
  clock: Clock
  events: EventLog
  audio: AudioTools
  /** Absolute. */
  cacheFolder: string
  openAudio(connectionId: number): Promise<TrackAudio>
}

export function measureTrack(deps: MeasureDeps) {
  return async (
    payload: PayloadOf<typeof MeasureTrack>,
    job: JobContext,
  ): Promise<{ integratedLufs: number | null }> => {
    const { trackId, ...library } = payload
    const station = await assertSameLibrary(deps.db.read, library)
    const track = await findTrack(deps.db.read, library, trackId)
    if (track === undefined) throw new NotFoundError('radio/no-such-track', { params: { trackId } })
    const measured = await measureAudio(deps, track, {
      signal: job.signal,
      onBytes: (current, total) => job.progress({ current, total, unit: 'bytes', message: track.title }),
    })
    job.finishWith(async (tx) => {
      await keepMeasured(tx, track, { ...measured, now: deps.clock.now() })
      const subject = `station:${library.stationId}`
      const data = { name: station.name, trackId, title: track.title }
      await deps.events.append(tx, { kind: 'radio.track.measured', actor: job.actor, scope: subject, subject, data })
    })
    return { integratedLufs: measured.integratedLufs }
  }
}

/** Why it was not measured stands at the track, too. */
export const noteMeasureFailure =
  ({ clock }: Pick<MeasureDeps, 'clock'>) =>
  async (tx: Tx, { payload, state, reason }: SettledJob<typeof MeasureTrack>): Promise<void> => {
    if (state === 'completed' || state === 'cancelled' || reason === null) return
    const { code, params = {} } = reason
    await noteNotMeasured(tx, payload, { at: clock.now(), code, params })
  }

/** @throws ConflictError `radio/track-bytes-changed` */
export async function keepMeasured(tx: Tx, track: Track, facts: Parameters<typeof noteMeasured>[2]): Promise<void> {
  if (!(await noteMeasured(tx, track, facts))) throw changed(track)
}

const changed = ({ trackId, title }: Track): ConflictError =>
  new ConflictError('radio/track-bytes-changed', { params: { trackId, title } })

interface Following {
  signal: AbortSignal
  onBytes?: (current: number, total: number) => void
}

/**
 * Fetches the audio and measures it; its waveform lies in the cache then.
 * @throws what `TrackAudio` and `AudioTools` throw; NotFoundError `radio/no-such-audio`, ConflictError
 * `radio/track-bytes-changed`
 */
export async function measureAudio(
  deps: MeasureDeps,
  track: Track,
  following: Following,
): Promise<Loudness & { waveform: string }> {
  const folder = join(deps.cacheFolder, 'radio-audio')
  await mkdir(folder, { recursive: true })
  const copy = join(folder, randomUUID())
  try {
    const md5 = await fetchAudio(deps, { track, copy }, following)
    if (track.md5 !== null && md5 !== track.md5) throw changed(track)
    const file = { path: copy, name: basename(track.relPath) }
    const { report, peaks } = await deps.audio.measure(file, following.signal)
    const { integratedLufs, loudnessRangeLu, peakDb, durationMs, breaksOffMs } = report
    const waveform = await keepWaveform(deps.cacheFolder, { durationMs, breaksOffMs, peaks })
    return { integratedLufs, loudnessRangeLu, peakDb, waveform }
  } finally {
    await rm(copy, { force: true })
  }
}

/** @returns the md5 of what came */
async function fetchAudio(
  deps: MeasureDeps,
  { track, copy }: { track: Track; copy: string },
  { signal, onBytes }: Following,
): Promise<string> {
  const port = await deps.openAudio(track.connectionId)
  const part = await port.openAudio(track.trackId, null, signal)
  if (!('stream' in part)) throw new NotFoundError('radio/no-such-audio', { params: { trackId: track.trackId } })
  const sum = createHash('md5')
  let current = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, give) {
      sum.update(chunk)
      current += chunk.length
      onBytes?.(current, part.length ?? track.sizeBytes)
      give(null, chunk)
    },
  })
  await pipeline(part.stream, counted, createWriteStream(copy), { signal })
  return sum.digest('hex')
}
