import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type FakeLibreTime, startFakeLibreTime } from '../src/connectors/libretime/fake-server.ts'
import { type FakePayload, startFakePayload } from '../src/connectors/payload/fake-server.ts'
import type { DeliveryView } from '../src/deliveries/contract.ts'
import type { JobView } from '../src/jobs/contract.ts'
import type { InboxFiles, InboxFileView, InboxView } from '../src/radio/hydration/contract.ts'
import { BY_HAND, startApp, type TestApp } from './start-app.ts'

export const LIBRARY_KEY = 'canary-key-of-the-library'
export const CMS_KEY = 'canary-key-of-the-cms'

/** A station with its playout library, its CMS and an inbox of episodes, all on real sockets. */
export interface EpisodeWorld extends AsyncDisposable {
  app: TestApp
  library: FakeLibreTime
  cms: FakePayload
  inboxId: number
  /** Of the CMS; the twelve episodes of the double are 1 to 12. */
  episode(id: number): Record<string, unknown>
  changeEpisode(id: number, change: Record<string, unknown>): void
  post<Body>(path: string, body: object): Promise<Body>
  /** What the inbox says of each file. */
  files(): Promise<Map<string, InboxFileView>>
  /** Imports, and waits until its run and all jobs of it ended. */
  importNow(): Promise<JobView[]>
  uploads(): number
  deliveries(): Promise<DeliveryView[]>
  changeInbox(change: Record<string, unknown>): Promise<InboxView>
}

export interface EpisodeWish {
  mode?: 'episodes' | 'live'
  pattern?: string | null
  settleSec?: number
  /** In place of what the settings of the connection say. */
  cmsSettings?: Record<string, unknown>
}

export async function startEpisodeWorld(wish: EpisodeWish = {}): Promise<EpisodeWorld> {
  const library = await startFakeLibreTime({ key: LIBRARY_KEY })
  const cms = await startFakePayload({ key: CMS_KEY })
  const app = await startApp({ yaml: BY_HAND })
  const post = async <Body>(path: string, body: object): Promise<Body> => {
    const answer = await app.cli('POST', path, body)
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    return answer.json as Body
  }
  const connect = async (kind: string, address: string, more: { key: string; settings?: object }): Promise<number> => {
    const settings = { address, ...more.settings }
    const body = { kind, name: kind, settings, secrets: { api_key: more.key } }
    return (await post<{ connectionId: number }>('api/v1/connections', body)).connectionId
  }
  const libraryConnectionId = await connect('libretime', library.url, { key: LIBRARY_KEY })
  const cmsConnectionId = await connect('payload', cms.url, { key: CMS_KEY, settings: wish.cmsSettings ?? {} })
  const station = { name: 'Riverside', timeZone: 'Europe/Paris', libraryConnectionId }
  const { stationId } = await post<{ stationId: number }>('api/v1/radio/stations', station)
  const path = join(app.dataFolder, 'radio')
  await mkdir(path)
  const { mode = 'episodes', pattern = null, settleSec = 1 } = wish
  const facts = { stationId, path, settleSec, mode, cmsConnectionId, pattern }
  const { inboxId } = await post<InboxView>('api/v1/radio/inboxes', facts)
  const rows = () => cms.rows('episodes')
  return {
    app,
    library,
    cms,
    inboxId,
    post,
    episode: (id) => ({ ...rows().get(id) }),
    changeEpisode: (id, change) => void Object.assign(rows().get(id) ?? {}, change),
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
    uploads: () => library.requests.count({ method: 'POST', path: '/rest/media' }),
    deliveries: async () => (await app.get<{ items: DeliveryView[] }>('api/v1/deliveries?limit=200')).items,
    async changeInbox(change) {
      const where = `api/v1/radio/inboxes/${inboxId}`
      const { etag } = await app.get<InboxView>(where)
      const headers = { authorization: await app.bearer(), 'if-match': etag }
      const answer = await app.call('PATCH', where, { headers, body: change })
      if (answer.status !== 200) throw new Error(answer.text)
      return answer.json as InboxView
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await cms[Symbol.asyncDispose]()
      await library[Symbol.asyncDispose]()
    },
  }
}
