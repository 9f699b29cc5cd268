import type { Readable } from 'node:stream'
import type { OpenAnswer } from '../../kernel/egress/client.ts'
import { NotFoundError, UnavailableError } from '../../kernel/errors.ts'
import type { AudioPart, RangeNotThere, TrackAudio } from '../../radio/tracks/ports.ts'
import type { LibreTimeClient } from './client.ts'
import { isGone } from './gone.ts'
import { TEXT } from './track-library.ts'

const NOT_THERE = 416
const A_PART = 206

export function trackAudio(client: LibreTimeClient): TrackAudio {
  return {
    async openAudio(trackId, range, signal) {
      // A file of the web server's comes in parts; a page that stands in its place does not.
      const headers = { range: range ?? 'bytes=0-', 'accept-encoding': 'identity' }
      const answer = await client.open(`api/v2/files/${trackId}/download`, { headers, signal })
      if ('stream' in answer) return partOf(answer, { range, host: client.base.host })
      const { refused, meaning } = answer
      if (refused.status === NOT_THERE) return { total: totalIn(refused.headers['content-range']) }
      throw isGone(meaning)
        ? new NotFoundError('radio/no-such-audio', { params: { trackId }, cause: meaning })
        : meaning
    },
  }
}

const totalIn = (contentRange: string | undefined): number | null => {
  const found = /\/(\d+)$/.exec(contentRange ?? '')
  return found === null ? null : Number(found[1])
}

const lengthIn = (text: string | undefined): number | null => (/^\d+$/.test(text ?? '') ? Number(text) : null)

/**
 * QUIRK(libretime 4.5): audio comes as text/html, as challenges do; it is known by the marks of a file.
 * @throws UnavailableError `remote/no-audio`
 */
async function partOf(
  { status, headers, stream }: OpenAnswer,
  { range, host }: { range: string | null; host: string },
): Promise<AudioPart | RangeNotThere> {
  const contentRange = headers['content-range'] ?? null
  const length = lengthIn(headers['content-length'])
  const lastModified = headers['last-modified'] ?? null
  if (status === A_PART && contentRange !== null)
    return { stream, length, lastModified, contentRange: range === null ? null : contentRange }
  const isFile = headers['accept-ranges'] !== undefined || lastModified !== null
  const first = isFile ? await firstOf(stream) : ''
  if (!TEXT.test(first)) return { stream, length, lastModified, contentRange: null }
  stream.destroy()
  throw new UnavailableError('remote/no-audio', { params: { host, status, said: first.slice(0, 200) } })
}

/** The beginning, which stays to be read. */
async function firstOf(stream: Readable): Promise<string> {
  if (stream.readableLength === 0) {
    await new Promise<void>((resolve, reject) => {
      stream.once('readable', resolve).once('end', resolve).once('error', reject)
    })
  }
  const chunk = stream.read() as Buffer | null
  if (chunk === null) return ''
  stream.unshift(chunk)
  return chunk.subarray(0, 512).toString('latin1')
}
