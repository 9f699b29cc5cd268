import { z } from 'zod'
import type { Tx } from '../../../db/db.ts'
import { defineJob, type JobContext, type PayloadOf, type SettledJob } from '../../../jobs/index.ts'
import { AppError, DeadlineError, RejectedError, UnavailableError } from '../../../kernel/errors.ts'
import { listStations } from '../../stations/index.ts'
import { TypeCode } from '../contract.ts'
import type { MeasureFailure, Track } from '../model.ts'
import { assertSameLibrary } from '../station-library.ts'
import { keepMeasured, measureAudio, type MeasureDeps } from './measure-track.ts'
import { countToMeasure, listToMeasure, noteNotMeasured, WHICH_TO_MEASURE } from './store.ts'

const DAY_MS = 86_400_000

/**
 * Measures many tracks, in the order in which they came. Running it again is harmless, and goes on: what was measured
 * since it was asked for is done. One that can't be measured keeps none of the others from it; its cause stands at it.
 */
export const MeasureTracks = defineJob('radio.measure-tracks', {
  payload: z.object({
    stationId: z.number().int(),
    connectionId: z.number().int(),
    /** Of these only; without it all that the rest fits. */
    trackIds: z.array(z.number().int()).optional(),
    text: z.string().optional(),
    type: TypeCode.optional(),
    isUnmapped: z.boolean().optional(),
    genre: z.string().optional(),
    which: z.enum(WHICH_TO_MEASURE),
    /** Epoch ms. */
    askedAt: z.number().int(),
  }),
  queue: 'network',
  maxAttempts: 5,
  timeoutMs: 7 * DAY_MS,
  priority: 6,
  dedupeBy: ({ stationId, connectionId }) => `${stationId}:${connectionId}`,
  targetBy: ({ connectionId }) => `connection:${connectionId}`,
})

/** One is fetched while the other is measured. */
const AT_ONCE = 2
const PAGE = 50
/** So many in a row that the library did not give are no fault of the tracks. */
const LIBRARY_FAILS_MOST = 3

interface Tally {
  measured: number
  failed: number
  /** The first that failed. */
  first: { title: string; error: AppError } | undefined
  /** In a row, for want of an answer. */
  unanswered: number
}

export function measureTracks(deps: MeasureDeps) {
  return async (choice: PayloadOf<typeof MeasureTracks>, job: JobContext): Promise<{ measured: number }> => {
    await assertSameLibrary(deps.db.read, choice)
    const { left, done } = await countToMeasure(deps.db.read, choice, choice)
    const tally: Tally = { measured: 0, failed: 0, first: undefined, unanswered: 0 }
    const tell = (message?: string): void => {
      const current = done + tally.measured + tally.failed
      job.progress({ current, total: done + left, unit: 'tracks', ...(message === undefined ? {} : { message }) })
    }
    tell()
    for (let after = 0; ;) {
      const page = await listToMeasure(deps.db.read, choice, { ...choice, after, limit: PAGE })
      if (page.length === 0) break
      await measurePage(deps, page, { job, tally, tell })
      after = page.at(-1)?.rowId ?? after
      await assertSameLibrary(deps.db.read, choice)
    }
    if (tally.first !== undefined) throw notAll(tally, tally.first)
    return { measured: done + tally.measured }
  }
}

/** However a run ended: what it measured by then is there. */
export const tellMeasured =
  ({ events }: Pick<MeasureDeps, 'events'>) =>
  async (tx: Tx, { payload }: SettledJob<typeof MeasureTracks>): Promise<void> => {
    const station = (await listStations(tx)).find(({ stationId }) => stationId === payload.stationId)
    if (station === undefined) return
    const { done: measured } = await countToMeasure(tx, payload, { ...payload, which: 'all' })
    const subject = `station:${payload.stationId}`
    const data = { name: station.name, measured }
    await events.append(tx, { kind: 'radio.tracks.measured', actor: 'system', scope: subject, subject, data })
  }

const notAll = ({ failed, measured }: Tally, { title, error }: NonNullable<Tally['first']>): RejectedError =>
  new RejectedError('radio/tracks-not-measured', {
    params: { failed, measured, title },
    cause: error,
  })

interface Page {
  job: JobContext
  tally: Tally
  tell: (title: string) => void
}

async function measurePage(deps: MeasureDeps, page: readonly Track[], under: Page): Promise<void> {
  for (let start = 0; start < page.length; start += AT_ONCE) {
    const ends = await Promise.allSettled(
      page.slice(start, start + AT_ONCE).map((track) => measureOne(deps, track, under)),
    )
    const broken = ends.find((end) => end.status === 'rejected')
    if (broken !== undefined) throw broken.reason as Error
  }
}

/** @throws what is no fault of the track */
async function measureOne(deps: MeasureDeps, track: Track, { job, tally, tell }: Page): Promise<void> {
  try {
    const measured = await measureAudio(deps, track, { signal: job.signal })
    await job.commit((tx) => keepMeasured(tx, track, { ...measured, now: deps.clock.now() }))
    tally.measured += 1
    tally.unanswered = 0
  } catch (error) {
    job.signal.throwIfAborted()
    if (!(error instanceof AppError) || !isOfTrack(error, tally)) throw error
    await job.commit((tx) => noteNotMeasured(tx, track, failureOf(error, deps.clock.now())))
    tally.failed += 1
    tally.first ??= { title: track.title, error }
  }
  tell(track.title)
}

const failureOf = ({ code, params }: AppError, at: number): MeasureFailure => ({ at, code, params })

/** Of this track alone. A library that does not answer for one may answer for the next, but not for ever. */
function isOfTrack(error: AppError, tally: Tally): boolean {
  if (OF_TRACK.has(error.code)) {
    tally.unanswered = 0
    return true
  }
  const isUnanswered = error instanceof DeadlineError || (error instanceof UnavailableError && error.code !== NO_TOOL)
  if (!isUnanswered) return false
  tally.unanswered += 1
  return tally.unanswered < LIBRARY_FAILS_MOST
}

const NO_TOOL = 'media/no-ffmpeg'
const OF_TRACK: ReadonlySet<string> = new Set([
  'radio/no-such-audio',
  'radio/track-bytes-changed',
  'media/not-decodable',
  'media/only-silence',
])
