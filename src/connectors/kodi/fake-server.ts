import type { FakeLibrary, FakeRoot, Row } from './fake/library.ts'
import { METHODS, Refused, type World } from './fake/methods.ts'
import { type Reply, startFakeHttp } from '../../../test/fake-http.ts'

export type { FakeRoot, Row } from './fake/library.ts'

export interface FakeKodiOptions {
  /** 0 takes any free port of the loopback. */
  port?: number
  username?: string
  password?: string
  /** Real folders, read as Kodi reads them. */
  roots?: readonly FakeRoot[]
}

export interface FakeCall {
  method: string
  params: Record<string, unknown>
}

/** A double of Kodi 20.1 on a real socket of the loopback, over real folders, with its traps; `conformance.ts` runs against both. */
export interface FakeKodi extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  /** Oldest first. */
  readonly calls: readonly FakeCall[]
  readonly rows: readonly Row[]
  readonly notifications: World['notifications']
  play(title: string | undefined): void
  takeRight(name: string): void
  /** Asked at each call: whether the connection is cut instead of an answer, and whether the call is carried out before. */
  cutBy(cut: (call: FakeCall) => 'no' | 'before' | 'after'): void
}

interface Asked {
  jsonrpc?: string
  id?: number | string
  method?: string
  params?: Record<string, unknown>
}

const failed = (code: number, message: string, id: unknown = null) => ({ error: { code, message }, id, jsonrpc: '2.0' })

export async function startFakeKodi(options: FakeKodiOptions = {}): Promise<FakeKodi> {
  const { username = '', password = '', roots = [], port = 0 } = options
  const library: FakeLibrary = { rows: [], roots, remembered: new Map() }
  const calls: FakeCall[] = []
  const world: World = {
    library,
    playing: [],
    notifications: [],
    refused: new Set(),
    workMs: 10,
    isScanning: false,
  }
  const cutting: { by: (call: FakeCall) => 'no' | 'before' | 'after' } = { by: () => 'no' }
  const credentials = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const transport = await startFakeHttp(port, async ({ method, header, body }) => {
    if (username !== '' && header('authorization') !== credentials)
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="Kodi"', connection: 'close' } }
    if (method !== 'POST') return json(failed(-32099, 'Bad client permission.'))
    if (!/^application\/json\b/.test(header('content-type'))) return { status: 415 }
    const asked = parse(body)
    if (asked === undefined) return json(failed(-32700, 'Parse error.'))
    if (asked.jsonrpc !== '2.0') return json(failed(-32600, 'Invalid request.'))
    // QUIRK(kodi 20.1): what has no id is carried out and never answered.
    const call = { method: asked.method ?? '', params: asked.params ?? {} }
    calls.push(call)
    const cut = cutting.by(call)
    if (cut === 'before') return undefined
    const answer = carryOut(world, call, asked.id)
    return asked.id === undefined || cut === 'after' ? undefined : json(answer)
  })
  return {
    url: transport.url,
    calls,
    get rows() {
      return library.rows
    },
    notifications: world.notifications,
    play: (title) => void (world.playing = title === undefined ? [] : [title]),
    takeRight: (name) => void world.refused.add(name),
    cutBy: (cut) => void (cutting.by = cut),
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  }
}

/** QUIRK(kodi 20.1): errors come with 200. */
const json = (value: unknown): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

function parse(body: string): Asked | undefined {
  try {
    return JSON.parse(body) as Asked
  } catch {
    return undefined
  }
}

function carryOut(world: World, { method, params }: FakeCall, id: unknown): unknown {
  const known = METHODS[method]
  if (known === undefined) return failed(-32601, 'Method not found.', id)
  try {
    return { id, jsonrpc: '2.0', result: known(world, params) }
  } catch (error) {
    if (error instanceof Refused) return { error: error.failure, id, jsonrpc: '2.0' }
    throw error
  }
}
