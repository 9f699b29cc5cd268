import { NotFoundError } from '../../../kernel/errors.ts'
import { type HttpReply, type RawBody, withHeaders } from '../../../kernel/routes.ts'
import { audioTypeOf } from '../../../media/audio/content-type.ts'
import type { Track } from '../model.ts'
import type { TrackAudio } from '../ports.ts'

const ONE_RANGE = /^bytes=(\d+-\d*|-\d+)$/

interface Asked {
  range: string | undefined
  /** A part that is to be of a former version: it is not known here, so all of it is sent. */
  ifRange: string | undefined
  signal: AbortSignal
}

/** Some or all of a track's audio, as the library sends it. More ranges than one are answered with all of it. */
export async function playTrack(
  port: TrackAudio,
  { trackId, relPath }: Pick<Track, 'trackId' | 'relPath'>,
  { range, ifRange, signal }: Asked,
): Promise<HttpReply<RawBody>> {
  const wanted = range !== undefined && ifRange === undefined && ONE_RANGE.test(range.trim()) ? range.trim() : null
  const part = await port.openAudio(trackId, wanted, signal)
  const contentType = audioTypeOf(relPath)
  const headers = { 'accept-ranges': 'bytes', 'cache-control': 'private, no-store' }
  if (!('stream' in part)) {
    if (wanted === null) throw new NotFoundError('radio/no-such-audio', { params: { trackId } })
    const total = { 'content-range': `bytes */${part.total ?? '*'}` }
    return withHeaders({ contentType, data: '' }, { ...headers, ...total }, 416)
  }
  const { stream, length, contentRange, lastModified } = part
  signal.addEventListener('abort', () => stream.destroy(), { once: true })
  return withHeaders(
    { contentType, data: stream },
    {
      ...headers,
      ...(length === null ? {} : { 'content-length': String(length) }),
      ...(lastModified === null ? {} : { 'last-modified': lastModified }),
      ...(contentRange === null ? {} : { 'content-range': contentRange }),
    },
    contentRange === null ? 200 : 206,
  )
}
