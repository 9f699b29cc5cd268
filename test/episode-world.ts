import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type FakeLibreTime, startFakeLibreTime } from '../src/connectors/libretime/fake-server.ts'
import { type FakePayload, startFakePayload } from '../src/connectors/payload/fake-server.ts'
import type { DeliveryView } from '../src/deliveries/contract.ts'
import type { JobView } from '../src/jobs/contract.ts'
import type { InboxFiles, InboxFileView, InboxView } from '../src/radio/hydration/contract.ts'
import type { AppClient } from './app-client.ts'
import { BY_HAND, startApp, type TestApp } from './start-app.ts'

export const LIBRARY_KEY = 'canary-key-of-the-library'
export const CMS_KEY = 'canary-key-of-the-cms'

/** A station with its library, its CMS and an inbox of episodes, wherever these are. */
export interface EpisodeStation<App extends AppClient & AsyncDisposable = TestApp> extends AsyncDisposable {
  app: App
  inboxId: number
  post<Body>(path: string, body: object): Promise<Body>
  /** What the inbox says of each file. */
  files(): Promise<Map<string, InboxFileView>>
  /** Imports, and waits until its run and all jobs of it ended. */
  importNow(): Promise<JobView[]>
  deliveries(): Promise<DeliveryView[]>
  changeInbox(change: Record<string, unknown>): Promise<InboxView>
}

/** The same with doubles on real sockets. */
export interface EpisodeWorld extends EpisodeStation {
  library: FakeLibreTime
  cms: FakePayload
  /** Of the CMS; the twelve episodes of the double are 1 to 12. */
  episode(id: number): Record<string, unknown>
  changeEpisode(id: number, change: Record<string, unknown>): void
  uploads(): number
}

export interface EpisodeWish {
  mode?: 'episodes' | 'live'
  pattern?: string | null
  settleSec?: number
}

interface Urls {
  libraryUrl: string
  /** Left out: Patchbay itself keeps the shows and episodes. */
  cmsUrl?: string
}

export async function openEpisodeStation<App extends AppClient & AsyncDisposable>(
  app: App,
  { libraryUrl, cmsUrl }: Urls,
  wish: EpisodeWish = {},
): Promise<EpisodeStation<App>> {
  const post = async <Body>(path: string, body: object): Promise<Body> => {
    const answer = await app.cli('POST', path, body)
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    return answer.json as Body
  }
  const connect = async (kind: string, address: string, key: string): Promise<number> => {
    const body = { kind, name: kind, settings: { address }, secrets: { api_key: key } }
    return (await post<{ connectionId: number }>('api/v1/connections', body)).connectionId
  }
  const libraryConnectionId = await connect('libretime', libraryUrl, LIBRARY_KEY)
  const programme =
    cmsUrl === undefined ? { keepsProgramme: true } : { cmsConnectionId: await connect('payload', cmsUrl, CMS_KEY) }
  const station = { name: 'Riverside', timeZone: 'Europe/Paris', libraryConnectionId, ...programme }
  const { stationId } = await post<{ stationId: number }>('api/v1/radio/stations', station)
  const path = join(app.dataFolder, 'radio')
  await mkdir(path)
  const { mode = 'episodes', pattern = null, settleSec = 1 } = wish
  const facts = { stationId, path, settleSec, mode, pattern }
  const { inboxId } = await post<InboxView>('api/v1/radio/inboxes', facts)
  return {
    app,
    inboxId,
    post,
    async files() {
      const { items } = await app.get<InboxFiles>(`api/v1/radio/inboxes/${inboxId}/files`)
      return new Map(items.map((file) => [file.relPath, file]))
    },
    async importNow() {
      const { runId } = await post<{ runId: number }>(`api/v1/radio/inboxes/${inboxId}/import`, {})
      const jobs = () => app.jobs(`?runId=${runId}`)
      await app.until('the import ended', async () => (await jobs()).every(({ finishedAt }) => finishedAt !== null))
      return jobs()
    },
    deliveries: async () => (await app.get<{ items: DeliveryView[] }>('api/v1/deliveries?limit=200')).items,
    async changeInbox(change) {
      const where = `api/v1/radio/inboxes/${inboxId}`
      const { etag } = await app.get<InboxView>(where)
      const headers = { authorization: await app.bearer(), 'if-match': etag }
      const answer = await app.call('PATCH', where, { headers, body: change })
      if (answer.status !== 200) throw new Error(answer.text)
      return answer.json as InboxView
    },
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}

export async function startEpisodeWorld(wish: EpisodeWish = {}): Promise<EpisodeWorld> {
  const library = await startFakeLibreTime({ key: LIBRARY_KEY })
  const cms = await startFakePayload({ key: CMS_KEY })
  const app = await startApp({ yaml: BY_HAND })
  const station = await openEpisodeStation(app, { libraryUrl: library.url, cmsUrl: cms.url }, wish)
  const rows = () => cms.rows('episodes')
  return {
    ...station,
    library,
    cms,
    episode: (id) => ({ ...rows().get(id) }),
    changeEpisode: (id, change) => void Object.assign(rows().get(id) ?? {}, change),
    uploads: () => library.requests.count({ method: 'POST', path: '/rest/media' }),
    async [Symbol.asyncDispose]() {
      await station[Symbol.asyncDispose]()
      await cms[Symbol.asyncDispose]()
      await library[Symbol.asyncDispose]()
    },
  }
}
