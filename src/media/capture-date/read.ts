import { AppError } from '../../kernel/errors.ts'
import { systemTimeZone } from '../../kernel/time.ts'
import { withBytes, type ByteSource } from '../byte-source.ts'
import { mediaClassOf, readMediaType, type MediaType } from '../media-type.ts'
import { readAsfDates } from './asf.ts'
import { chooseCaptureDate, type ChooserContext } from './choose.ts'
import { createCollector, type Collector } from './collector.ts'
import { readExif } from './exif.ts'
import { dateFromFilename } from './filename.ts'
import { readHeifDates } from './heif.ts'
import { readJpegDates } from './jpeg.ts'
import { readMatroskaDates } from './matroska.ts'
import type { CaptureDateFinding, DateCandidates, MediaKind } from './model.ts'
import { readPngDates } from './png.ts'
import { readQuicktimeDates } from './quicktime.ts'
import { readAviDates, readWebpDates } from './riff.ts'
import { readSidecar } from './sidecar.ts'
import { readTransportStreamDates } from './transport-stream.ts'
import { isoOf } from './wall-time.ts'

export interface SidecarFile {
  path: string | Uint8Array
  role: 'xmp' | 'takeout'
}

export interface DateQuestion {
  /** Absolute path; raw bytes for a name that is not UTF-8. */
  path: string | Uint8Array
  sidecars?: readonly SidecarFile[]
}

/** What a caller may leave out: the clock and the zone of the machine are taken then. */
export type DateContext = Partial<ChooserContext>

/** RAF keeps a whole JPEG; the offset stands at byte 84. */
const RAF_JPEG_POINTER = 84

/**
 * Reads one file and says when it was taken. Synchronous: for a worker thread, or for one file.
 * @throws NotFoundError, UnavailableError as `withBytes`; a damaged file is no error, its damage stands in `refused`
 */
export function readCaptureDate(question: DateQuestion, context: DateContext = {}): CaptureDateFinding {
  const full = completed(context)
  return chooseCaptureDate(readDateCandidates(question, full.now), full)
}

export function completed(context: DateContext): ChooserContext {
  return { ...context, now: context.now ?? Date.now(), timeZone: context.timeZone ?? systemTimeZone() }
}

/**
 * All dates in and beside one file, not judged.
 * @param now epoch ms
 */
export function readDateCandidates({ path, sidecars = [] }: DateQuestion, now: number): DateCandidates {
  const collector = withBytes(path, (bytes) => {
    const type = readMediaType(bytes)
    const into = createCollector(kindOf(type), now)
    guarded(type, into, () => readEmbedded(bytes, type, into))
    into.add({ source: 'mtime', value: isoOf(bytes.mtimeMs), frame: 'utc' })
    return into
  })
  for (const sidecar of sidecars) {
    guarded(sidecar.role, collector, () => readSidecar(sidecar.path, sidecar.role, collector))
  }
  const named = dateFromFilename(fileNameOf(path))
  if (named !== undefined) collector.add(named)
  return collector.finish()
}

function readEmbedded(bytes: ByteSource, type: MediaType, into: Collector): void {
  switch (type) {
    case 'jpeg':
      return readJpegDates(bytes, into)
    case 'tiff':
      return void readExif(bytes, 0, into)
    case 'raf':
      return readJpegDates(bytes, into, bytes.need(RAF_JPEG_POINTER, 4).readUInt32BE(0))
    case 'heif':
    case 'avif':
      return readHeifDates(bytes, into)
    case 'cr3':
    case 'mp4':
    case 'quicktime':
    case '3gp':
      return readQuicktimeDates(bytes, into)
    case 'png':
      return readPngDates(bytes, into)
    case 'webp':
      return readWebpDates(bytes, into)
    case 'avi':
      return readAviDates(bytes, into)
    case 'mpeg-ts':
      return readTransportStreamDates(bytes, into)
    case 'asf':
      return readAsfDates(bytes, into)
    case 'matroska':
    case 'webm':
      return readMatroskaDates(bytes, into)
    default:
      return undefined
  }
}

/** A structure that breaks off keeps the dates found before it; the damage is told beside them. */
function guarded(what: string, into: Collector, read: () => void): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    into.refuse('file', `${what}: ${error.code}`, 'damaged')
  }
}

function kindOf(type: MediaType): MediaKind {
  const mediaClass = mediaClassOf(type)
  return mediaClass === 'image' ? 'still' : mediaClass === 'video' ? 'video' : 'other'
}

function fileNameOf(path: string | Uint8Array): string {
  const text = typeof path === 'string' ? path : Buffer.from(path).toString('utf8')
  return text.slice(text.lastIndexOf('/') + 1)
}
