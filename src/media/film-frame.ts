import { runProgram } from '../kernel/exec.ts'
import type { MediaType } from './media-type.ts'

export interface FrameQuestion {
  ffmpegPath: string
  /** Absolute. */
  path: string
  type: MediaType
  longestSide: number
  signal: AbortSignal | undefined
}

/** The demuxer is named, never guessed: a playlist that calls itself a film cannot make ffmpeg open other files. */
const DEMUXER: Readonly<Partial<Record<MediaType, string>>> = {
  mp4: 'mov',
  quicktime: 'mov',
  '3gp': 'mov',
  matroska: 'matroska',
  webm: 'matroska',
  avi: 'avi',
  'mpeg-ts': 'mpegts',
  'mpeg-ps': 'mpeg',
  asf: 'asf',
  flv: 'flv',
}
const LONGEST_MS = 20_000
const LARGEST_FRAME = 2 * 1024 * 1024

/**
 * A frame from the beginning of a film that stands for it, upright, as PNG; empty when it has no picture.
 * @throws as `runProgram`
 */
export async function grabFrame({ ffmpegPath, path, type, longestSide, signal }: FrameQuestion): Promise<Buffer> {
  const demuxer = DEMUXER[type]
  if (demuxer === undefined) return Buffer.alloc(0)
  const box = `scale=${longestSide}:${longestSide}:force_original_aspect_ratio=decrease`
  const reading = [
    '-nostdin',
    '-hide_banner',
    '-v',
    'error',
    '-protocol_whitelist',
    'file,pipe',
    '-max_alloc',
    '268435456',
    '-threads',
    '1',
    '-probesize',
    '32M',
    '-analyzeduration',
    '10M',
  ]
  const writing = [
    '-map',
    '0:v:0',
    '-frames:v',
    '1',
    '-vf',
    `thumbnail=n=12,${box}`,
    '-f',
    'image2pipe',
    '-c:v',
    'png',
    'pipe:1',
  ]
  return runProgram({
    path: ffmpegPath,
    args: [...reading, '-f', demuxer, '-i', `file:${path}`, ...writing],
    timeoutMs: LONGEST_MS,
    maxOutputBytes: LARGEST_FRAME,
    signal,
  })
}
