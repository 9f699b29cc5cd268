import { type Answer, answer, djangoPage, json, jsonText, noContent } from '../answer.ts'
import { removeRow } from '../remove-row.ts'
import type { Incoming } from '../request.ts'
import type { FileRow, Row, ScheduleRow, Value } from '../rows.ts'
import { anyTable } from '../tables.ts'
import type { World } from '../world.ts'
import { readValues } from './body.ts'
import { deleteFile, download, listFiles } from './files.ts'
import { refuseRequest } from './permissions.ts'
import type { Resource } from './resource.ts'
import { BROKEN, RESOURCES } from './resources.ts'
import { answerChanged, listSchedule, SCHEDULE_AS_READ, scheduleOut } from './schedule.ts'
import { complete, validate } from './validate.ts'
import { rowOut, rowText } from './write-row.ts'

interface Call {
  world: World
  request: Incoming
  resource: Resource
}

const notAllowed = (method: string): Answer => json(405, { detail: `Method "${method}" not allowed.` })
const via = ({ request, resource }: Call): string => `${request.method} /api/v2/${resource.table}`

function listRows(call: Call): Answer {
  const { world, request, resource } = call
  if (resource.table === 'schedule') return listSchedule(world, request)
  if (resource.table === 'files') return listFiles(world, request)
  if (resource.table === 'libraries' && world.faults.has('no-track-types')) return json(200, [])
  const texts = anyTable(world.tables, resource.table)
    .all()
    .map((row) => rowText(resource, row))
  return jsonText(200, `[${texts.join(',')}]`)
}

/** What only the database refuses. */
function refuseByDatabase(call: Call, row: Record<string, Value>): boolean {
  const missing = Object.entries(call.resource.fields).some(
    ([name, field]) => field.databaseNeedsIt === true && (row[name] ?? null) === null,
  )
  // Before 4.3 every row was written without its end, which the database refuses.
  return missing || (call.resource.table === 'schedule' && call.world.faults.has('old-version'))
}

function isCodeTaken(call: Call, values: Record<string, Value>, ownId?: number): boolean {
  if (call.resource.table !== 'libraries') return false
  return call.world.tables.libraries.all().some(({ code, id }) => code === values['code'] && id !== ownId)
}

const CODE_TAKEN = { code: ['library with this code already exists.'] }

async function createRow(call: Call): Promise<Answer> {
  const { world, request, resource } = call
  const body = await readValues(request)
  if ('refusal' in body) return body.refusal
  const checked = validate({ tables: world.tables, resource }, body.values, { partial: false })
  if ('errors' in checked) return json(400, checked.errors)
  if (isCodeTaken(call, checked.values)) return json(400, CODE_TAKEN)
  const row = complete(resource, checked.values)
  if (refuseByDatabase(call, row)) return djangoPage(500)
  const id = world.writer(via(call)).insert(resource.table, row)
  return json(201, rowOut(resource, { ...row, id }))
}

async function changeRow(call: Call, row: Row): Promise<Answer> {
  const { world, request, resource } = call
  const body = await readValues(request)
  if ('refusal' in body) return body.refusal
  const shape = resource.table === 'schedule' ? SCHEDULE_AS_READ : resource
  const partial = { partial: request.method === 'PATCH' }
  const checked = validate({ tables: world.tables, resource: shape }, body.values, partial)
  if ('errors' in checked) return json(400, checked.errors)
  const { values } = checked
  if (isCodeTaken(call, values, row.id)) return json(400, CODE_TAKEN)
  if (Object.entries(values).some(([name, value]) => value === null && resource.fields[name]?.databaseNeedsIt))
    return djangoPage(500)
  world.writer(via(call)).change(resource.table, row.id, values)
  const changed = anyTable(world.tables, resource.table).get(row.id) as Row
  if (resource.table === 'schedule') return answerChanged(world, changed as ScheduleRow, values)
  return json(200, rowOut(resource, changed))
}

function deleteRow(call: Call, row: Row): Answer {
  const { world, resource } = call
  if (resource.table === 'files') return deleteFile(world, row as FileRow)
  const removed = removeRow({ tables: world.tables, writer: world.writer(via(call)) }, resource.table, row.id)
  return removed ? noContent() : djangoPage(500)
}

async function serveOne(call: Call, wireId: string): Promise<Answer> {
  const { world, request, resource } = call
  if (!['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'].includes(request.method)) return notAllowed(request.method)
  if (!/^\d+$/.test(wireId)) return json(404, { detail: 'Not found.' })
  const row = anyTable(world.tables, resource.table).get(Number(wireId))
  if (row === undefined) return json(404, { detail: `No ${resource.model} matches the given query.` })
  if (request.method === 'DELETE') return deleteRow(call, row)
  if (request.method === 'PUT' || request.method === 'PATCH') return changeRow(call, row)
  if (resource.table === 'schedule') return json(200, scheduleOut(world, row as ScheduleRow))
  return jsonText(200, rowText(resource, row))
}

function serveMany(call: Call): Answer | Promise<Answer> {
  const { method } = call.request
  if (method === 'GET' || method === 'HEAD') return listRows(call)
  return method === 'POST' ? createRow(call) : notAllowed(method)
}

/** What the whole station answers without rows; GET only. */
function singlePage(world: World, path: string): unknown {
  if (path === 'info') return { station_name: world.station.name }
  if (path === 'stream/state')
    return {
      input_main_connected: false,
      input_main_streaming: false,
      input_show_connected: false,
      input_show_streaming: false,
      schedule_streaming: true,
    }
  if (path === 'stream/preferences')
    return {
      input_fade_transition: 0,
      message_format: 0,
      message_offline: `${world.station.name} - offline`,
      replay_gain_enabled: true,
      replay_gain_offset: 0,
    }
  if (path !== '') return undefined
  return Object.fromEntries(CORE.map((name) => [name, `/api/v2/${name}`]))
}

const CORE = [
  'login-attempts',
  'preferences',
  'service-registers',
  'users',
  'user-tokens',
  'stream/preferences',
  'info',
]

/** Everything below `/api/v2/`. */
export async function serveV2(world: World, request: Incoming): Promise<Answer> {
  const path = request.path.slice('/api/v2/'.length)
  // QUIRK(libretime 4.5): this is the version of the API and tells nothing about the release.
  if (path === 'version') return json(200, { api_version: '2.0.0' })
  if (path === 'schema') return answer(200, 'openapi: 3.0.3\n', { 'content-type': 'application/vnd.oai.openapi' })
  const single = singlePage(world, path)
  const [name = '', id, verb, ...more] = path.split('/')
  const resource = RESOURCES.get(name)
  const isDownload = name === 'files' && verb === 'download'
  // QUIRK(libretime 4.5): there is no trailing slash anywhere; with one it is Django's 404 page.
  const isKnown = resource !== undefined && id !== '' && (verb === undefined || isDownload) && more.length === 0
  if (single === undefined && !isKnown && !BROKEN.has(name)) return djangoPage(404)
  if (path !== 'info') {
    const refusal = refuseRequest(world, request, name)
    if (refusal !== undefined) return refusal
  }
  if (single !== undefined) return request.method === 'GET' ? json(200, single) : notAllowed(request.method)
  if (resource === undefined) return djangoPage(500)
  const call: Call = { world, request, resource }
  if (id === undefined) return serveMany(call)
  if (!isDownload) return serveOne(call, id)
  const row = world.tables.files.get(Number(id))
  return row === undefined ? json(404, { detail: 'No File matches the given query.' }) : download(world, row, request)
}
