import { readJson, saidIn } from '../../kernel/egress/answers.ts'
import type { Answer } from '../../kernel/egress/client.ts'
import { NotFoundError, UnavailableError } from '../../kernel/errors.ts'
import type { TrackLibrary } from '../../radio/tracks/ports.ts'
import type { LibreTimeClient } from './client.ts'
import { isGone, requireRemoved } from './gone.ts'
import { uploadBody } from './upload-body.ts'
import { inOrder, Track, Types, Uploaded } from './wire.ts'

const UPLOAD_MS = 60 * 60_000
const LIST_MS = 5 * 60_000
/** Some 200,000 rows. */
const LIST_BYTES = 256 << 20

export function trackLibrary(client: LibreTimeClient): TrackLibrary {
  const context = { host: client.base.host }
  return {
    async findByMd5(md5, signal) {
      const found = inOrder(await client.list(`api/v2/files?md5=${encodeURIComponent(md5)}`, Track, { signal }))
      // A server that ignored the filter must not make a stranger's file ours.
      return found.filter((track) => track.md5 === md5)
    },
    async getTrack(trackId, signal) {
      try {
        return await client.get(`api/v2/files/${trackId}`, Track, { signal })
      } catch (error) {
        throw isGone(error) ? new NotFoundError('radio/no-such-track', { params: { trackId }, cause: error }) : error
      }
    },
    async listTracks(signal) {
      const limits = { deadlineMs: LIST_MS, maxBytes: LIST_BYTES }
      return inOrder(await client.list('api/v2/files', Track, { signal, ...limits }))
    },
    async upload(track, { signal, onSent = () => {} }) {
      const { headers, stream } = uploadBody(track, onSent)
      const answer = await client.send('POST', 'rest/media', {
        door: 'rest',
        // QUIRK(libretime 4.5): the type is read from a cookie of the web page, and from nowhere else.
        headers: { ...headers, ...(track.typeId === null ? {} : { cookie: `tt_upload=${track.typeId}` }) },
        body: stream,
        deadlineMs: UPLOAD_MS,
        signal,
      })
      return readJson(answer, Uploaded, context)
    },
    async changeTitle(trackId, title, signal) {
      const answer = await client.send('PATCH', `api/v2/files/${trackId}`, { json: { track_title: title }, signal })
      return readJson(answer, Track, context)
    },
    hasAudio: (trackId, signal) => hasAudio(client, trackId, signal),
    // QUIRK(libretime 4.5): DELETE of v2 removes the audio and keeps the row as if all were well.
    async removeTrack(trackId, signal) {
      requireRemoved(await client.send('DELETE', `rest/media/${trackId}`, { door: 'rest', signal }), client)
    },
    listTypes: (signal) => client.get('api/v2/libraries', Types, { signal }),
  }
}

async function hasAudio(client: LibreTimeClient, trackId: number, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await client.send('GET', `api/v2/files/${trackId}/download`, {
      headers: { range: 'bytes=0-0' },
      maxBytes: FIRST_BYTES,
      isCut: true,
      signal,
    })
    if (isAudio(answer)) return true
    throw new UnavailableError('remote/no-audio', {
      params: { host: client.base.host, status: answer.status, said: saidIn(answer) },
    })
  } catch (error) {
    if (isGone(error)) return false
    throw error
  }
}

const FIRST_BYTES = 1024
/** What begins like a page or JSON, or is nothing. */
export const TEXT = /^[\uFEFF\s]*([<{["]|$)/

/**
 * QUIRK(libretime 4.5): audio comes as text/html, as challenges do. It is a file of the web server's, so a range of it
 * comes, or, where that was ignored on the way, all of it with the marks of a file.
 */
function isAudio({ status, headers, bytes }: Answer): boolean {
  if (bytes.length === 0) return false
  if (status === 206) return headers['content-range'] !== undefined
  const isFile = headers['accept-ranges'] !== undefined || headers['last-modified'] !== undefined
  return isFile && !TEXT.test(bytes.toString('latin1'))
}
