import { readDuration, readInstant, writeDuration, writeInstant } from '../src/connectors/libretime/fake/v2/formats.ts'
import type { LibreTimeClient } from '../src/connectors/libretime/client.ts'
import { RejectedError } from '../src/kernel/errors.ts'

export const US_PER_MS = 1000
const US_PER_DAY = 86_400_000_000

/** Epoch µs and µs of audio, as LibreTime keeps them. */
export interface ModelRow {
  id: number
  instance: number
  file: number | null
  stream: number | null
  starts: number
  ends: number
  cueIn: number
  cueOut: number
  fadeIn: string | null
  fadeOut: string | null
  position: number
}

export interface ModelWindow {
  id: number
  show: number
  starts: number
  ends: number
  description: string
  /** That it was deleted there. */
  modified: boolean
}

export interface ModelShow {
  id: number
  name: string
  linked: boolean
  auto_playlist_enabled: boolean
}

/** What a LibreTime holds of a schedule. */
export interface PlayoutModel {
  rows: Map<number, ModelRow>
  windows: Map<number, ModelWindow>
  shows: Map<number, ModelShow>
  nextId: number
  writes: number
}

export const emptyPlayout = (): PlayoutModel => ({
  rows: new Map(),
  windows: new Map(),
  shows: new Map(),
  nextId: 1,
  writes: 0,
})

/** What is read of a row: its end is cut at that of its window, and the cue-out is computed then, without the cue-in. */
export function asRead(model: PlayoutModel, row: ModelRow): ModelRow {
  const end = model.windows.get(row.instance)?.ends
  if (end === undefined || !(row.starts < end && end < row.ends)) return row
  return { ...row, ends: end, cueOut: end - row.starts }
}

/** What its playout can't bear: one such row stops every refresh of the station, one such window breaks the calendar. */
export function harmIn({ rows, windows }: PlayoutModel, ids: ReadonlySet<number>): string[] {
  const ours = [...rows.values()].filter(({ id }) => ids.has(id))
  const isWhole = (us: number): boolean => us % 1_000_000 === 0
  return [
    ...ours.filter(({ fadeIn, fadeOut }) => fadeIn === null || fadeOut === null).map(({ id }) => `${id} has no fades`),
    ...ours.filter(({ cueIn, cueOut }) => cueIn >= US_PER_DAY || cueOut >= US_PER_DAY).map(({ id }) => `${id} is long`),
    ...[...ours, ...[...windows.values()].filter(({ id }) => ids.has(id))]
      .filter(({ starts, ends }) => !isWhole(starts) || !isWhole(ends))
      .map(({ id }) => `${id} is not in whole seconds`),
  ]
}

const rowOut = (model: PlayoutModel, stored: ModelRow): object => {
  const { starts, ends, cueIn, cueOut, fadeIn, fadeOut, ...ids } = asRead(model, stored)
  return {
    ...ids,
    starts_at: writeInstant(starts),
    ends_at: writeInstant(ends),
    cue_in: writeDuration(cueIn),
    cue_out: writeDuration(cueOut),
    fade_in: fadeIn,
    fade_out: fadeOut,
    played: null,
  }
}

const windowOut = ({ starts, ends, ...ids }: ModelWindow): object => ({
  ...ids,
  starts_at: writeInstant(starts),
  ends_at: writeInstant(ends),
})

type Body = Readonly<Record<string, string & number>>

function insert(model: PlayoutModel, table: string, body: Body): object {
  const [starts, ends] = [readInstant(String(body['starts_at'])), readInstant(String(body['ends_at']))]
  const id = model.nextId++
  if (starts === undefined || ends === undefined) throw new Error(`no instants: ${JSON.stringify(body)}`)
  if (table === 'show-instances') {
    const { show = 0, description = '' } = body
    const window = { id, show, starts, ends, description, modified: false }
    model.windows.set(id, window)
    return windowOut(window)
  }
  const { instance = 0, file = null, fade_in = null, fade_out = null, position = 0 } = body
  const [cueIn, cueOut] = [readDuration(String(body['cue_in'])), readDuration(String(body['cue_out']))]
  if (cueIn === undefined || cueOut === undefined) throw new Error(`no cues: ${JSON.stringify(body)}`)
  const row = { id, instance, file, stream: null, starts, ends, cueIn, cueOut }
  model.rows.set(id, { ...row, fadeIn: fade_in, fadeOut: fade_out, position })
  return { id }
}

/** Lists come in no order: here, the newest first. The two filters of the schedule go by what is stored, bounds taken in. */
function listOf(model: PlayoutModel, path: string): object[] {
  const { pathname, searchParams } = new URL(path, 'http://libretime')
  const table = pathname.split('/').at(-1)
  if (table === 'shows') return [...model.shows.values()].toReversed()
  if (table === 'show-instances') return [...model.windows.values()].toReversed().map(windowOut)
  const after = readInstant(searchParams.get('ends_after') ?? '1970-01-01') ?? 0
  const before = readInstant(searchParams.get('starts_before') ?? '9999-01-01') ?? 0
  return [...model.rows.values()]
    .filter(({ starts, ends }) => ends >= after && starts <= before)
    .toReversed()
    .map((row) => rowOut(model, row))
}

/** The connector's own client in front of a model: what the connector writes and reads goes through its wire formats. */
export function clientOf(model: PlayoutModel): LibreTimeClient {
  const answer = (status: number, body?: object) => ({
    status,
    headers: { 'content-type': 'application/json' },
    bytes: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
    tookMs: 0,
  })
  return {
    base: new URL('http://libretime'),
    get: async (path, schema) => schema.parse(listOf(model, path)),
    list: async (path, row) => listOf(model, path).map((one) => row.parse(one)),
    async send(method, path, { json } = {}) {
      model.writes++
      const [table = '', id] = path.split('/').slice(2)
      if (method === 'POST') return answer(201, insert(model, table, json as Body))
      if (method !== 'DELETE') throw new Error(`${method} is not asked for`)
      if (model.rows.delete(Number(id))) return answer(204)
      throw new RejectedError('remote/refused', { params: { status: 404 } })
    },
    open: () => Promise.reject(new Error('no audio')),
  }
}
