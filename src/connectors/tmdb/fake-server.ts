import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from './fake/answer.ts'
import { answerInPlace, createFaults, type Faults } from './fake/faults.ts'
import { serve } from './fake/serve.ts'
import { createWorld, type FakeMovie, type FakeSeries, type World } from './fake/world.ts'

export type { Fault } from './fake/faults.ts'
export type { FakeMovie, FakePicture, FakeSeries } from './fake/world.ts'

export interface FakeTmdbOptions {
  /** 0 takes any free port of the loopback. */
  port?: number
  key?: string
}

/** A double of TMDB's API and of its pictures on a real socket of the loopback, with its oddities; all in memory. */
export interface FakeTmdb extends AsyncDisposable {
  /** Of the API, `http://127.0.0.1:PORT/3`. */
  readonly url: string
  readonly imagesUrl: string
  readonly key: string
  readonly world: World
  readonly faults: Faults
  /** Path and query of each request, oldest first. */
  readonly requests: string[]
  addMovie(movie: FakeMovie): FakeMovie
  addSeries(series: FakeSeries): FakeSeries
}

const KEY = '0123456789abcdef0123456789abcdef'
const IMAGES = '/t/p/original'
/** One grey point. */
const POINT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
)

export async function startFakeTmdb({ port = 0, key = KEY }: FakeTmdbOptions = {}): Promise<FakeTmdb> {
  const world = createWorld(key)
  const faults = createFaults()
  const requests: string[] = []
  const server = createServer((stream, response) => {
    exchange({ world, faults, requests }, stream, response).catch(() => response.socket?.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `${base}/3`,
    imagesUrl: `${base}/t/p`,
    key,
    world,
    faults,
    requests,
    addMovie: (movie) => (world.movies.set(movie.id, movie), movie),
    addSeries: (series) => (world.series.set(series.id, series), series),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => void server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function exchange(
  { world, faults, requests }: Pick<FakeTmdb, 'world' | 'faults' | 'requests'>,
  stream: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(`http://fake${stream.url ?? '/'}`)
  requests.push(`${url.pathname}${url.search}`)
  const met = faults.meet(url.pathname)
  for (const fault of met) if (fault.kind === 'slow') await sleep(fault.ms)
  if (met.some(({ kind }) => kind === 'hang')) return
  const inPlace = met.map((fault) => answerInPlace(fault, url.href)).find((answer) => answer !== undefined)
  const request = { path: url.pathname, query: url.searchParams, headers: stream.headers }
  const answer = inPlace ?? (url.pathname.startsWith(IMAGES) ? image(world, url.pathname) : serve(world, request))
  const isCut = inPlace === undefined && met.some(({ kind }) => kind === 'truncated')
  const body = isCut ? answer.body.slice(0, answer.body.length >> 1) : answer.body
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

function image(world: World, pathname: string): Answer {
  const path = pathname.slice(IMAGES.length)
  const body = world.images.get(path) ?? (path.startsWith('/missing') ? undefined : POINT)
  if (body === undefined) return { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>404</h1>' }
  return { status: 200, headers: { 'content-type': path.endsWith('.png') ? 'image/png' : 'image/jpeg' }, body }
}
