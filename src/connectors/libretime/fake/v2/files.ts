import { createHash } from 'node:crypto'
import { type Answer, answer, djangoPage, json, jsonText, noContent } from '../answer.ts'
import type { Incoming } from '../request.ts'
import type { FileRow } from '../rows.ts'
import type { World } from '../world.ts'
import { FILES } from './resources/files.ts'
import { rowText } from './write-row.ts'

/** QUIRK(libretime 4.5): only these two filter, exactly; search, limit, page and ordering change nothing. */
export function listFiles(world: World, request: Incoming): Answer {
  const md5 = request.query.get('md5') ?? ''
  const genre = request.query.get('genre') ?? ''
  const filters = !world.faults.has('old-version')
  const rows = world.tables.files.where(
    (row) => !filters || ((md5 === '' || row.md5 === md5) && (genre === '' || row.genre === genre)),
  )
  const listed = rows.slice(0, world.faults.find('short-list')?.kept)
  return jsonText(200, `[${listed.map((row) => rowText(FILES, row)).join(',')}]`)
}

export function isScheduledAhead(world: World, fileId: number): boolean {
  const now = world.nowUs()
  return world.tables.schedule.where((row) => row.file === fileId && row.ends_at > now).length > 0
}

export function deleteFile(world: World, row: FileRow): Answer {
  if (isScheduledAhead(world, row.id)) return json(409, { detail: 'file is scheduled in the future' })
  // QUIRK(libretime 4.5): the audio goes from the disk, the row stays as if all were well; again is 204 again.
  if (row.filepath !== null && world.disk.delete(row.filepath)) {
    world.effects.add({
      what: 'removed',
      table: 'files',
      id: row.id,
      key: `audio ${row.filepath}`,
      via: 'DELETE /api/v2/files',
    })
  }
  return noContent()
}

/** First and last byte asked for; undefined when the header asks for all, 'none' when it cannot be satisfied. */
function readRange(header: string | undefined, size: number): { from: number; to: number } | 'none' | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (found === null || found[0] === 'bytes=-') return undefined
  const [, first = '', last = ''] = found
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return from > to || from >= size ? 'none' : { from, to }
}

export function download(world: World, row: FileRow, request: Incoming): Answer {
  // QUIRK(libretime 4.5): a row without a path is a 500.
  if (row.filepath === null) return djangoPage(500)
  const bytes = world.disk.get(row.filepath)
  if (bytes === undefined) return djangoPage(404)
  const modified = new Date(Math.floor((row.created_at ?? 0) / 1000)).toUTCString()
  // QUIRK(libretime 4.5): audio is labelled as a page, and no name is given for it.
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'accept-ranges': 'bytes',
    etag: `"${createHash('md5').update(bytes).digest('hex').slice(0, 16)}"`,
    'last-modified': modified,
  }
  const range = readRange(request.headers.range, bytes.length)
  if (range === 'none') return answer(416, '', { ...headers, 'content-range': `bytes */${bytes.length}` })
  if (range === undefined) return answer(200, bytes, headers)
  const { from, to } = range
  return answer(206, bytes.subarray(from, to + 1), {
    ...headers,
    'content-range': `bytes ${from}-${to}/${bytes.length}`,
  })
}
