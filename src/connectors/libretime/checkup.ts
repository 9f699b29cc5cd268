import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { refusalIn, saidIn } from '../../kernel/egress/answers.ts'
import type { Answer, Egress } from '../../kernel/egress/client.ts'
import { RejectedError } from '../../kernel/errors.ts'
import type { Door, PlayoutCheckup, Span } from '../../radio/checkup/ports.ts'
import { CheckedFileRow, CheckedRows, CheckedShows, CheckedWindowRow } from './checkup-wire.ts'
import type { LibreTimeClient } from './client.ts'
import { isNewEnough } from './version.ts'
import type { TrackLibrary } from '../../radio/tracks/ports.ts'

const PROBE = { deadlineMs: 15_000, maxBytes: 1 << 20 }
const LIST = { deadlineMs: 40_000, maxBytes: 64 << 20 }
const Rows = z.array(z.object({ id: z.number().int() }))

export interface CheckupParts {
  client: LibreTimeClient
  egress: Egress
  library: Pick<TrackLibrary, 'hasAudio'>
  now(): number
}

export function playoutCheckup({ client, egress, library, now }: CheckupParts): PlayoutCheckup {
  return {
    door: (signal) => openDoor({ base: client.base, egress, now }, signal),
    async key(signal) {
      await client.get('api/v2/libraries', Rows, { ...PROBE, signal })
      return true
    },
    async uploadDoor(signal) {
      await client.get('rest/media?limit=1', Rows, { ...PROBE, door: 'rest', signal })
      return true
    },
    isNewEnough: (signal) => isNewEnough(client, signal),
    async timeZone(signal) {
      // With the key it is answered even where the public API is switched off.
      const { timezone } = await client.get('api/station-metadata', StationMetadata, { ...PROBE, signal })
      return timezone
    },
    listFiles: (signal) => client.list('api/v2/files', CheckedFileRow, { ...LIST, signal }),
    async findFile(fileId, signal) {
      try {
        return await client.get(`api/v2/files/${fileId}`, CheckedFileRow, { ...PROBE, signal })
      } catch (error) {
        if (error instanceof RejectedError && error.params['status'] === 404) return undefined
        throw error
      }
    },
    listShows: (signal) => client.get('api/v2/shows', CheckedShows, { ...LIST, signal }),
    // QUIRK(libretime 4.5): instances can't be asked for by time; the whole table comes.
    listWindows: async (span, signal) =>
      (await client.list('api/v2/show-instances', CheckedWindowRow, { ...LIST, signal })).filter((one) =>
        touches(one, span),
      ),
    async listRows(span, signal) {
      const query = new URLSearchParams({
        ends_after: new Date(span.from).toISOString(),
        starts_before: new Date(span.to).toISOString(),
      })
      const rows = await client.get(`api/v2/schedule?${query}`, CheckedRows, { ...LIST, signal })
      // A server that ignored the filter must not bring in other days.
      return rows.filter((row) => touches(row, span))
    },
    hasAudio: (fileId, signal) => library.hasAudio(fileId, signal),
  }
}

const StationMetadata = z.object({ timezone: z.string().min(1).max(100) })

const touches = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }, { from, to }: Span): boolean =>
  endsAt >= from && startsAt <= to

interface DoorParts {
  base: URL
  egress: Egress
  now(): number
}

/** Who answers, by headers and page: nothing is sent that a stranger may not have. */
async function openDoor({ base, egress, now }: DoorParts, signal: AbortSignal): Promise<Door> {
  const askedAt = now()
  const url = new URL('api/v2/version', base)
  const answer = await egress.send({ method: 'GET', url, ...PROBE, signal })
  const { host } = base
  const { status, headers } = answer
  const kind = kindOf(answer)
  const hop = hopIn(headers)
  // A gateway's own page and a limit are told as everywhere; a challenge may come with any status.
  if (kind === undefined || (status >= 502 && hop === null)) throw refusalIn(answer, { host })
  const date = Date.parse(headers.date ?? '')
  return {
    host,
    kind,
    status,
    hop,
    movedTo: kind === 'moved' ? placeIn(headers, url) : null,
    said: kind === 'api' ? '' : saidIn(answer),
    clockAt: Number.isNaN(date) ? null : date,
    askedAt,
    answeredAt: now(),
  }
}

const Version = z.object({ api_version: z.string() })
const MARKUP = /^[\uFEFF\s]*</

/** @returns undefined when the answer is the service's, and no answer to this */
function kindOf({ status, bytes }: Answer): Door['kind'] | undefined {
  if (status >= 300 && status < 400) return 'moved'
  const text = bytes.subarray(0, 4096).toString('utf8')
  const isMarkup = MARKUP.test(text)
  if (status < 300) return isMarkup ? 'page' : isVersion(text) ? 'api' : 'other'
  if (status === 404 || status === 405 || status === 410) return 'other'
  if (isMarkup && (status === 401 || status === 403 || status === 503)) return 'page'
  return undefined
}

function isVersion(text: string): boolean {
  try {
    return Version.safeParse(JSON.parse(text.replace(/^\uFEFF/, ''))).success
  } catch {
    return false
  }
}

const hopIn = (headers: IncomingHttpHeaders): Door['hop'] =>
  /cloudflare/i.test(String(headers.server ?? '')) || headers['cf-ray'] !== undefined ? 'Cloudflare' : null

function placeIn({ location }: IncomingHttpHeaders, url: URL): string {
  try {
    return new URL(location ?? '', url).host
  } catch {
    return ''
  }
}
