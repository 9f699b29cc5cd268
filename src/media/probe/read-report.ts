import type { MediaInfo } from 'mediainfo.js'
import { AppError, InvalidInputError } from '../../kernel/errors.ts'
import type { ByteSource } from '../byte-source.ts'
import type { MediaType } from '../media-type.ts'
import { ReportShape, type Track } from './track.ts'

export interface Reading {
  info: MediaInfo<'JSON'>
  bytes: ByteSource
  type: MediaType
  /** Asked before each piece. */
  isStopped: () => boolean
}

export interface Report {
  tracks: readonly Track[]
  /** The limit of bytes ended it; what was known by then is told. */
  isPart: boolean
}

/** Small pieces read less of the file than large ones, since MediaInfo jumps between them. */
const PIECE_BYTES = 64 * 1024
/**
 * MediaInfo reads on for tens of megabytes to average bit rates. All else is known after these many: more of a film on a disk
 * far away costs seconds.
 */
const ENOUGH_BYTES = 8 * 1024 * 1024
const TAIL_BYTES = 1536 * 1024
/** Their description stands in one piece, however large it is. */
const READ_ON: ReadonlySet<MediaType> = new Set(['mp4', 'quicktime', 'm4a', '3gp', 'cr3'])
/** Their length is known from the last time stamp alone. */
const HAS_CLOCK: ReadonlySet<MediaType> = new Set(['mpeg-ts', 'mpeg-ps'])
/** For MediaInfo: only the place changes, what was read stays. */
const PLACE_ONLY = -1

/** MediaInfo's report of a file, from as little of it as it takes. */
export function readReport(reading: Reading): Report {
  const { info, bytes } = reading
  info.reset()
  info.openBufferInit(bytes.size, 0)
  const isPart = feed(reading)
  info.openBufferFinalize()
  return { tracks: ReportShape.parse(JSON.parse(info.inform())).media?.track ?? [], isPart }
}

/** @returns whether the limit ended it */
function feed(reading: Reading): boolean {
  const { info, bytes, type, isStopped } = reading
  let [at, lastJump, isAtTail] = [0, -1, false]
  let enough = READ_ON.has(type) ? Number.POSITIVE_INFINITY : ENOUGH_BYTES
  while (at < bytes.size) {
    if (isStopped()) throw new InvalidInputError('media/stopped')
    const piece = readPiece(bytes, at)
    if (piece === undefined) return true
    const isFinished = info.openBufferContinue(piece, piece.length)
    const jump = info.openBufferContinueGotoGet()
    if (jump !== -1) {
      // Asked for the same place again, it can't be satisfied.
      if (jump === lastJump || jump >= bytes.size) return false
      at = lastJump = jump
      // A parser that called itself finished and yet wants more must be woken; any other would forget what it read.
      info.openBufferInit(isFinished ? bytes.size : PLACE_ONLY, at)
    } else {
      lastJump = -1
      at += piece.length
      if (isFinished || piece.length === 0) return false
    }
    if (bytes.bytesRead < enough) continue
    if (isAtTail || !HAS_CLOCK.has(type) || bytes.size - at <= TAIL_BYTES) return false
    isAtTail = true
    enough = bytes.bytesRead + TAIL_BYTES
    at = bytes.size - TAIL_BYTES
    info.openBufferInit(PLACE_ONLY, at)
  }
  return false
}

function readPiece(bytes: ByteSource, at: number): Buffer | undefined {
  try {
    return bytes.read(at, PIECE_BYTES)
  } catch (error) {
    if (error instanceof AppError && error.code === 'media/read-limit') return undefined
    throw error
  }
}
