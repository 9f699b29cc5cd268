import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { Db } from '../../../db/db.ts'
import { defineJob, type JobContext, type PayloadOf } from '../../../jobs/index.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { ConflictError, NotFoundError } from '../../../kernel/errors.ts'
import type { EventLog } from '../../../live/event-log.ts'
import type { AudioTools } from '../../../media/audio/audio-tools.ts'
import type { Track } from '../model.ts'
import type { TrackAudio } from '../ports.ts'
import { assertSameLibrary } from '../station-library.ts'
import { findTrack, noteMeasured } from '../store.ts'

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

/** Changes when waveforms are drawn in another way. */
const RECIPE = 'waveform-1'

const Waveform = z.object({
  durationMs: z.number().int(),
  breaksOffMs: z.number().int().nullable(),
  peaks: z.array(z.number().int()),
})
export type Waveform = z.output<typeof Waveform>

export function measureTrack(deps: MeasureDeps) {
  return async (
    payload: PayloadOf<typeof MeasureTrack>,
    job: JobContext,
  ): Promise<{ integratedLufs: number | null }> => {
    const { trackId, ...library } = payload
    const { db, clock } = deps
    const station = await assertSameLibrary(db.read, library)
    const track = await findTrack(db.read, library, trackId)
    if (track === undefined) throw new NotFoundError('radio/no-such-track', { params: { trackId } })
    const measured = await measureCopy(deps, track, job)
    const { integratedLufs, loudnessRangeLu, peakDb, durationMs, breaksOffMs } = measured.report
    const waveform = await keepWaveform(deps.cacheFolder, { durationMs, breaksOffMs, peaks: measured.peaks })
    job.finishWith(async (tx) => {
      const facts = { integratedLufs, loudnessRangeLu, peakDb, waveform, now: clock.now() }
      if (!(await noteMeasured(tx, track, facts))) throw changed(track)
      const subject = `station:${library.stationId}`
      const data = { name: station.name, trackId, title: track.title }
      await deps.events.append(tx, { kind: 'radio.track.measured', actor: job.actor, scope: subject, subject, data })
    })
    return { integratedLufs }
  }
}

const changed = ({ trackId, title }: Track): ConflictError =>
  new ConflictError('radio/track-bytes-changed', { params: { trackId, title } })

async function measureCopy(deps: MeasureDeps, track: Track, job: JobContext) {
  const folder = join(deps.cacheFolder, 'radio-audio')
  await mkdir(folder, { recursive: true })
  const copy = join(folder, randomUUID())
  try {
    const md5 = await fetchAudio(deps, { track, copy }, job)
    if (track.md5 !== null && md5 !== track.md5) throw changed(track)
    return await deps.audio.measure({ path: copy, name: basename(track.relPath) }, job.signal)
  } finally {
    await rm(copy, { force: true })
  }
}

/** @returns the md5 of what came */
async function fetchAudio(
  deps: MeasureDeps,
  { track, copy }: { track: Track; copy: string },
  job: JobContext,
): Promise<string> {
  const port = await deps.openAudio(track.connectionId)
  const part = await port.openAudio(track.trackId, null, job.signal)
  if (!('stream' in part)) throw new NotFoundError('radio/no-such-audio', { params: { trackId: track.trackId } })
  const sum = createHash('md5')
  let current = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, give) {
      sum.update(chunk)
      current += chunk.length
      job.progress({ current, total: part.length ?? track.sizeBytes, unit: 'bytes', message: track.title })
      give(null, chunk)
    },
  })
  await pipeline(part.stream, counted, createWriteStream(copy), { signal: job.signal })
  return sum.digest('hex')
}

const fileOf = (cacheFolder: string, hash: string): string =>
  join(cacheFolder, hash.slice(0, 2), hash.slice(2, 4), `${hash}.json`)

/** @returns the hash that names it; the same waveform is kept once */
async function keepWaveform(cacheFolder: string, waveform: Waveform): Promise<string> {
  const text = JSON.stringify(waveform)
  const hash = createHash('sha256').update(`${RECIPE}:${text}`).digest('hex')
  const file = fileOf(cacheFolder, hash)
  await mkdir(dirname(file), { recursive: true })
  const temporary = `${file}.${randomUUID()}`
  await writeFile(temporary, text)
  await rename(temporary, file)
  return hash
}

/** Undefined when the cache was emptied: then it is measured anew. */
export async function readWaveform(cacheFolder: string, hash: string): Promise<Waveform | undefined> {
  try {
    return Waveform.parse(JSON.parse(await readFile(fileOf(cacheFolder, hash), 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
