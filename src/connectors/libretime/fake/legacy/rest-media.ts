import type { Analyzer } from '../analyzer/analyzer.ts'
import { type Answer, LEGACY_ERROR_PAGE, legacyRestJson, legacyText, noContent } from '../answer.ts'
import { removeRow } from '../remove-row.ts'
import { type Incoming, readBasic } from '../request.ts'
import type { FileRow, Row, Value } from '../rows.ts'
import { isScheduledAhead } from '../v2/files.ts'
import type { World } from '../world.ts'
import { fileColumns, readColumns } from './file-columns.ts'
import { takeUpload } from './upload.ts'

/** QUIRK(libretime 4.5): the key is the user name of Basic and the password is empty; `Api-Key` is not read here. */
function hasKey(world: World, request: Incoming): boolean {
  const basic = readBasic(request.headers.authorization)
  return basic !== undefined && basic.name === world.key && basic.password === ''
}

function withHeader(given: Answer, name: string, value: string): Answer {
  return { ...given, headers: { ...given.headers, [name]: value } }
}

function listMedia(world: World, query: URLSearchParams): Answer {
  const column = query.get('sort') ?? 'id'
  const direction = query.get('sort_dir')?.toLowerCase() === 'desc' ? -1 : 1
  const limit = Number(query.get('limit') ?? 0) || Number.POSITIVE_INFINITY
  const offset = Number(query.get('offset') ?? 0) || 0
  const rows = world.tables.files
    .where((row) => row.import_status === 0 && row.hidden !== true && row.exists !== false)
    .toSorted((a, b) => a.id - b.id)
    .slice(offset, column === 'id' && direction === 1 ? offset + limit : undefined)
    .map(fileColumns)
  const sorted =
    column === 'id' && direction === 1
      ? rows
      : rows.toSorted((a, b) => direction * compare(a[column], b[column])).slice(0, limit)
  // QUIRK(libretime 4.5): the count is of all rows, the hidden and failed ones too, which the list leaves out.
  return withHeader(legacyRestJson(200, sorted), 'x-total-count', String(world.tables.files.size))
}

function compare(a: Value | undefined, b: Value | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a ?? '').localeCompare(String(b ?? ''))
}

async function putMedia(world: World, request: Incoming, row: FileRow | undefined): Promise<Answer> {
  const body = await request.read()
  // QUIRK(libretime 4.5): saving a failure onto a row that is not there breaks: 500.
  if (row === undefined) return legacyText(500, LEGACY_ERROR_PAGE)
  const wire = JSON.parse(body.toString('utf8') || '{}') as Record<string, unknown>
  const changes = readColumns(wire) as Record<string, Row[string]>
  world.writer('PUT /rest/media').change('files', row.id, { ...changes, updated_at: world.nowUs() })
  return legacyRestJson(201, fileColumns(world.tables.files.get(row.id) as FileRow))
}

function deleteMedia(world: World, row: FileRow | undefined): Answer {
  if (row === undefined) return legacyText(404, 'ERROR: Media not found.')
  if (isScheduledAhead(world, row.id)) return legacyText(400, 'An unknown error occurred.')
  if (row.filepath !== null) world.disk.delete(row.filepath)
  removeRow({ tables: world.tables, writer: world.writer('DELETE /rest/media') }, 'files', row.id)
  return noContent()
}

/** Everything below `/rest/`. */
export async function serveRest(world: World, analyzer: Analyzer, request: Incoming): Promise<Answer> {
  // QUIRK(libretime 4.5): a wrong key is a 500 whose text says so, in front of a whole page.
  if (!hasKey(world, request)) return legacyText(500, `ERROR: Incorrect API key.${LEGACY_ERROR_PAGE}`)
  const found = /^\/rest\/media(?:\/(\d+))?$/.exec(request.path)
  if (found === null) return legacyText(404, LEGACY_ERROR_PAGE)
  const { method } = request
  if (found[1] === undefined) {
    if (method === 'POST') return takeUpload(world, analyzer, request)
    return method === 'GET' ? listMedia(world, request.query) : legacyText(405, 'Method Not Allowed')
  }
  const row = world.tables.files.get(Number(found[1]))
  if (method === 'PUT') return putMedia(world, request, row)
  if (method === 'DELETE') return deleteMedia(world, row)
  return row === undefined ? legacyText(404, 'ERROR: Media not found.') : legacyRestJson(200, fileColumns(row))
}
