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

/** What every call is given, so that a stranger's file can do no more than be decoded. */
const SAFE = ['-hide_banner', '-v', 'error', '-max_alloc', '268435456', '-threads', '1']
const AS_PNG = ['-f', 'image2pipe', '-c:v', 'png', 'pipe:1']
const boxOf = (longestSide: number): string =>
  `scale=${longestSide}:${longestSide}:force_original_aspect_ratio=decrease`

export interface StillQuestion {
  ffmpegPath: string
  /** One picture in HEVC, Annex B. */
  hevc: Uint8Array
  longestSide: number
  signal: AbortSignal | undefined
}

/** The picture as PNG, as it lies in the file: not turned. @throws as `runProgram` */
export async function decodeStill({ ffmpegPath, hevc, longestSide, signal }: StillQuestion): Promise<Buffer> {
  const reading = [...SAFE, '-protocol_whitelist', 'pipe', '-f', 'hevc', '-i', 'pipe:0']
  return runProgram({
    path: ffmpegPath,
    args: [...reading, '-frames:v', '1', '-vf', boxOf(longestSide), ...AS_PNG],
    timeoutMs: LONGEST_MS,
    maxOutputBytes: LARGEST_FRAME,
    signal,
    input: hevc,
  })
}

/**
 * A frame from the beginning of a film that stands for it, upright, as PNG; empty when it has no picture.
 * @throws as `runProgram`
 */
export async function grabFrame({ ffmpegPath, path, type, longestSide, signal }: FrameQuestion): Promise<Buffer> {
  const demuxer = DEMUXER[type]
  if (demuxer === undefined) return Buffer.alloc(0)
  const limits = ['-protocol_whitelist', 'file,pipe', '-probesize', '32M', '-analyzeduration', '10M']
  const writing = ['-map', '0:v:0', '-frames:v', '1', '-vf', `thumbnail=n=12,${boxOf(longestSide)}`, ...AS_PNG]
  return runProgram({
    path: ffmpegPath,
    args: ['-nostdin', ...SAFE, ...limits, '-f', demuxer, '-i', `file:${path}`, ...writing],
    timeoutMs: LONGEST_MS,
    maxOutputBytes: LARGEST_FRAME,
    signal,
  })
}
