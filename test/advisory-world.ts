import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TitleDetail, TitleView } from '../src/library/titles/contract.ts'
import { startFakeHttp } from './fake-http.ts'
import type { LibraryWorld } from './scan-world.ts'
import type { TestApp } from './start-app.ts'

export interface Trap extends AsyncDisposable {
  url: string
  /** Of each request that came. */
  asked: string[]
}

/** A server of the loopback that nobody has a reason to ask for anything. */
export async function openTrap(): Promise<Trap> {
  const asked: string[] = []
  const server = await startFakeHttp(0, async ({ path }) => {
    asked.push(path)
    return {
      status: 200,
      headers: { 'content-type': 'image/svg+xml' },
      body: '<svg xmlns="http://www.w3.org/2000/svg"/>',
    }
  })
  return { url: server.url, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

/** What the trap was asked for; that it would have heard is tried first. */
export async function heardBy(trap: Trap): Promise<string[]> {
  await fetch(new URL('/is-it-open', trap.url))
  assert.equal(trap.asked.at(-1), '/is-it-open')
  return trap.asked.slice(0, -1)
}

/** A folder beside that of the server, with what a leak would show as a title of this name. */
export function putOutside({ app }: Pick<LibraryWorld, 'app'>, name = 'Leaked (1999)'): string {
  const outside = join(app.dataFolder, '../outside')
  mkdirSync(join(outside, name), { recursive: true })
  writeFileSync(join(outside, name, 'film.mkv'), 'not yours')
  writeFileSync(join(outside, 'secret.txt'), SECRET)
  return outside
}

export const SECRET = 'root:x:0:0:secret-outside'

export const namesBelow = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).toSorted()

export interface Plain {
  status: number
  head: (name: string) => string
  body: string
}

/** A path exactly as it is written: `fetch` would tidy it up. */
export async function askPlainly(
  app: TestApp,
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {},
): Promise<Plain> {
  const { hostname, port } = new URL(app.address)
  const authorization = await app.bearer()
  const { promise, resolve, reject } = Promise.withResolvers<Plain>()
  const call = request({ hostname, port, method, path, headers: { authorization, ...headers } }, (answer) => {
    const head = (name: string): string => String(answer.headers[name] ?? '')
    text(answer).then((said) => resolve({ status: answer.statusCode ?? 0, head, body: said }), reject)
  })
  call.on('error', reject)
  call.end(body)
  return promise
}

export const titleViews = async ({ app }: LibraryWorld): Promise<TitleView[]> =>
  (await app.get<{ items: TitleView[] }>('api/v1/library/titles?limit=200')).items

export const titleOf = async ({ app }: LibraryWorld, titleId: number): Promise<TitleDetail> =>
  app.get<TitleDetail>(`api/v1/library/titles/${titleId}`)

/** Those that were not removed. */
export const namesOf = async (world: LibraryWorld): Promise<string[]> =>
  (await titleViews(world)).map(({ title }) => title).toSorted()
