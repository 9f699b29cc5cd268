import { rm } from 'node:fs/promises'
import { AppError, InvalidInputError } from '../../kernel/errors.ts'
import type { VoiceDeps } from './deps.ts'
import { type Recording, type Take, type TakeAudio, TAKE_SHORTEST_MS, TRUE_PEAK_DB } from './model.ts'
import { sumOf } from './take-files.ts'

/** What is sent, and how its library calls it. */
export const SENT_ENDING = 'mp3'

export interface AudioWish extends Pick<Take, 'trimInMs' | 'trimOutMs'> {
  /** Absolute. */
  path: string
  demuxer: string
  name: string
  targetLufs: number
  tags: { title: string; artist: string }
}

/** @throws InvalidInputError `radio/trim-outside-take` */
export function assertTrim({ trimInMs, trimOutMs }: Pick<Take, 'trimInMs' | 'trimOutMs'>, lengthMs: number): void {
  if (trimInMs >= 0 && trimOutMs <= lengthMs && trimOutMs - trimInMs >= TAKE_SHORTEST_MS) return
  throw new InvalidInputError('radio/trim-outside-take', { status: 422, params: { seconds: lengthMs / 1000 } })
}

/**
 * What is sent of a recording: trimmed, at the loudness of the station, with its tags. Kept before it is told.
 * @throws InvalidInputError `radio/take-not-audio`, `radio/take-silent`; ConflictError `media/no-ffmpeg`
 */
export async function makeAudio(
  { audio, files }: Pick<VoiceDeps, 'audio' | 'files'>,
  wish: AudioWish,
  signal: AbortSignal,
): Promise<TakeAudio> {
  const { path, demuxer, name, targetLufs, tags } = wish
  const to = await files.beginFile()
  try {
    const stretch = { fromMs: wish.trimInMs, toMs: wish.trimOutMs }
    const level = { targetLufs, truePeakDb: TRUE_PEAK_DB }
    await asInput(name, () => audio.makeSpeech({ from: path, demuxer, name, to, tags, ...stretch, ...level }, signal))
    const { report } = await asInput(name, () => audio.measure({ path: to, name, demuxer: 'mp3' }, signal))
    const md5 = await sumOf(to, 'md5')
    const hash = await files.keep(to, SENT_ENDING)
    return {
      hash,
      md5,
      lengthMs: report.durationMs,
      lufs: report.integratedLufs,
      peakDb: report.peakDb,
      targetLufs,
    }
  } finally {
    await rm(to, { force: true })
  }
}

/** What was recorded, before anything is done to it. @throws as `makeAudio` */
export async function measureRecording(
  { audio }: Pick<VoiceDeps, 'audio'>,
  { path, demuxer, name }: Pick<AudioWish, 'path' | 'demuxer' | 'name'>,
  signal: AbortSignal,
): Promise<Omit<Recording, 'hash' | 'ending'>> {
  const { report, peaks } = await asInput(name, () => audio.measure({ path, name, demuxer }, signal))
  return { lengthMs: report.durationMs, lufs: report.integratedLufs, peakDb: report.peakDb, peaks }
}

/** What ffmpeg makes nothing of came from the sender. */
async function asInput<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'media/only-silence')
      throw new InvalidInputError('radio/take-silent', { status: 422, params: { name }, cause: error })
    if (error.code === 'media/not-decodable')
      throw new InvalidInputError('radio/take-not-audio', { status: 415, params: { name }, cause: error })
    throw error
  }
}
