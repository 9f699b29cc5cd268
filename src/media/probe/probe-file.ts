import { type MediaInfo, mediaInfoFactory } from 'mediainfo.js'
import { AppError, InvalidInputError } from '../../kernel/errors.ts'
import { type ByteSource, withBytes } from '../byte-source.ts'
import { isMislabelled, type MediaType, readMediaType } from '../media-type.ts'
import type { ProbeAnswer, ProbeFlaw, StreamFacts } from './model.ts'
import { readReport } from './read-report.ts'
import { isCutShort, readTracks } from './read-tracks.ts'
import { field, type Track } from './track.ts'

export interface ProbeRequest {
  path: string | Uint8Array
  maxBytes: number
}

/** Reads one file after the other; for a worker thread, since it blocks. `isStopped` is asked before each piece. */
export function createFileProber(isStopped: () => boolean): (request: ProbeRequest) => Promise<ProbeAnswer> {
  let loaded: Promise<MediaInfo<'JSON'>> | undefined
  return async ({ path, maxBytes }) => {
    try {
      const info = await (loaded ??= mediaInfoFactory({ format: 'JSON' }))
      const text = typeof path === 'string' ? path : Buffer.from(path).toString('utf8')
      const name = text.slice(text.lastIndexOf('/') + 1)
      const limits = { maxBytes, maxReads: Math.ceil(maxBytes / 4096) }
      return { kind: 'read', found: withBytes(path, (bytes) => readFacts({ info, bytes, name, isStopped }), limits) }
    } catch (error) {
      if (error instanceof AppError) return { kind: 'failed', code: error.code, params: error.params }
      // The module's memory may be in any state now: the next file gets a new one.
      loaded = undefined
      return { kind: 'failed', code: 'media/not-probed', params: {} }
    }
  }
}

interface Probing {
  info: MediaInfo<'JSON'>
  bytes: ByteSource
  name: string
  isStopped: () => boolean
}

function readFacts({ info, bytes, name, isStopped }: Probing): StreamFacts {
  if (bytes.size === 0) throw new InvalidInputError('media/empty')
  const type = readMediaType(bytes)
  const { tracks, isPart } = readReport({ info, bytes, type, isStopped })
  const streams = readTracks(tracks)
  if (streams === undefined) throw new InvalidInputError('media/no-streams', { params: { type } })
  const flaws: ProbeFlaw[] = []
  if (isCutShort(tracks)) flaws.push('cut-short')
  if (isMislabelled(type, name)) flaws.push('mislabelled')
  if (isPart) flaws.push('read-in-part')
  return { container: containerOf(type, tracks[0]), ...streams, flaws }
}

function containerOf(type: MediaType, general: Track | undefined): string {
  if (type !== 'unknown') return type
  const format = general === undefined ? undefined : field(general, 'Format')
  return format?.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') ?? 'unknown'
}
