import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type FakeTmdb, startFakeTmdb } from '../src/connectors/tmdb/fake-server.ts'
import type { MatchView } from '../src/library/enrich/contract.ts'
import type { TitleDetail, TitleView } from '../src/library/titles/contract.ts'
import { BY_HAND, startApp, type TestApp } from './start-app.ts'

export interface TitlesWorld extends AsyncDisposable {
  app: TestApp
  fake: FakeTmdb
  /** Files below the folder of the library, with some bytes in them. */
  put(...paths: readonly string[]): Promise<void>
  write(path: string, text: string): Promise<void>
  /** Reads the folder, asks the provider, and waits until nothing is under way. */
  scan(): Promise<void>
  find(text: string): Promise<TitleView>
  get(titleId: number): Promise<TitleDetail>
  /** A call with `If-Match` of the newest version. */
  change(
    method: string,
    titleId: number,
    what: { path: string; body: unknown },
  ): Promise<{ status: number; json: unknown }>
  matches(titleId: number): Promise<MatchView[]>
  settle(): Promise<void>
}

/** A server with a library of films or series, and a double of its provider. */
export async function startTitles(kind: 'films' | 'series' = 'films', steps: object = {}): Promise<TitlesWorld> {
  const fake = await startFakeTmdb()
  const app = await startApp({ yaml: BY_HAND })
  const folder = join(app.dataFolder, kind)
  await mkdir(folder)
  const connection = {
    kind: 'tmdb',
    name: 'TMDB',
    settings: { address: fake.url, images_address: fake.imagesUrl, calls_per_second: 50 },
    secrets: { api_key: fake.key },
  }
  must(await app.cli('POST', 'api/v1/connections', connection), 201)
  const settings = { connectionId: 1, steps: { probe: false, ...steps }, isWatched: false }
  const library = { kind, name: 'Ours', path: folder, settings }
  must(await app.cli('POST', 'api/v1/library/libraries', library), 201)
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const get = (titleId: number) => app.get<TitleDetail>(`api/v1/library/titles/${titleId}`)
  return {
    app,
    fake,
    write,
    async put(...paths) {
      for (const path of paths) await write(path, `bytes of ${path}`)
    },
    async scan() {
      must(await app.cli('POST', 'api/v1/library/libraries/1/scans', {}), 202)
      await app.settled()
    },
    async find(text) {
      const { items } = await app.get<{ items: TitleView[] }>(`api/v1/library/titles?text=${encodeURIComponent(text)}`)
      const [first] = items
      if (first === undefined) throw new Error(`no title ${text}`)
      return first
    },
    get,
    async change(method, titleId, { path, body }) {
      const { etag } = await get(titleId)
      const headers = { authorization: await app.bearer(), 'if-match': `"${etag}"` }
      return app.call(method, `api/v1/library/titles/${titleId}${path}`, { headers, body })
    },
    matches: async (titleId) =>
      (await app.get<{ items: MatchView[] }>(`api/v1/library/titles/${titleId}/matches`)).items,
    settle: () => app.settled(),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await fake[Symbol.asyncDispose]()
    },
  }
}

function must({ status, text }: { status: number; text: string }, wanted: number): void {
  if (status !== wanted) throw new Error(text)
}
