import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FakeLibreTime, startFakeLibreTime } from '../../../src/connectors/libretime/fake-server.ts'
import { type FakePayload, startFakePayload } from '../../../src/connectors/payload/fake-server.ts'
import { silentWav } from '../../sounds.ts'
import { type SpawnedApp, spawnApp } from '../../spawn-app.ts'
import { BY_HAND } from '../../start-app.ts'
import { letTimePass, post } from '../serving.ts'

/** An episode whose audio was dropped into the inbox. */
export interface Dropped {
  episodeId: number
  title: string
  /** Below the data folder. */
  path: string
  bytes: Buffer
}

/** An airing that was asked for. */
export interface Planned {
  episodeId: number
  /** UTC, as the API writes instants. */
  startsAt: string
  endsAt: string
}

/** The doubles of a station, which outlive the server, and a data folder for the server's lives. */
export interface Station extends AsyncDisposable {
  library: FakeLibreTime
  cms: FakePayload
  dataFolder: string
  /** In all lives so far. */
  dropped: readonly Dropped[]
  planned: readonly Planned[]
  startServer(): Promise<SpawnedApp>
  /** A new episode in the CMS, and its audio in the inbox. */
  dropNext(app: SpawnedApp): Promise<void>
  /** The next episode that has its audio gets a slot; undefined when all have one. */
  nextToPlan(): Planned | undefined
  /** The server is not there meanwhile. */
  letTimePass(): void
}

const KEY = 'key-of-the-station'
const DAY_MS = 86_400_000
const SLOT_MS = 300_000

export async function openStation(folder: string): Promise<Station> {
  const library = await startFakeLibreTime({ key: KEY })
  const cms = await startFakePayload({ key: KEY, isSeeded: false })
  cms.seed.shows(1)
  const dataFolder = join(folder, 'data')
  await writeFile(join(folder, 'patchbay.yaml'), BY_HAND)
  const startServer = (): Promise<SpawnedApp> => spawnApp({ dataFolder })
  const dropped: Dropped[] = []
  const planned: Planned[] = []
  const firstSlot = Math.ceil(Date.now() / DAY_MS + 1) * DAY_MS
  await setUp(await startServer(), library, cms)
  return {
    library,
    cms,
    dataFolder,
    dropped,
    planned,
    startServer,
    async dropNext(app) {
      const [row] = cms.seed.episodes(1)
      const episodeId = Number(row?.id)
      const title = `Edition ${episodeId}`
      Object.assign(cms.rows('episodes').get(episodeId) ?? {}, { title })
      const one = { episodeId, title, path: `radio/${episodeId}__edition.wav`, bytes: silentWav(1, 1000 + episodeId) }
      await app.drop({ [one.path]: one.bytes })
      dropped.push(one)
    },
    nextToPlan() {
      const episode = dropped[planned.length]
      if (episode === undefined) return undefined
      const start = firstSlot + planned.length * 2 * SLOT_MS
      const [startsAt, endsAt] = [start, start + SLOT_MS].map((at) => new Date(at).toISOString())
      const one = { episodeId: episode.episodeId, startsAt: String(startsAt), endsAt: String(endsAt) }
      planned.push(one)
      return one
    },
    letTimePass: () => letTimePass(dataFolder),
    async [Symbol.asyncDispose]() {
      await cms[Symbol.asyncDispose]()
      await library[Symbol.asyncDispose]()
    },
  }
}

async function setUp(app: SpawnedApp, library: FakeLibreTime, cms: FakePayload): Promise<void> {
  for (const [kind, address] of [
    ['libretime', library.url],
    ['payload', cms.url],
  ])
    await post(app, 'api/v1/connections', { kind, name: kind, settings: { address }, secrets: { api_key: KEY } })
  await post(app, 'api/v1/radio/stations', {
    name: 'Riverside',
    timeZone: 'Europe/Paris',
    libraryConnectionId: 1,
    cmsConnectionId: 2,
  })
  const path = join(app.dataFolder, 'radio')
  await mkdir(path)
  await post(app, 'api/v1/radio/inboxes', { stationId: 1, path, settleSec: 1, mode: 'episodes' })
  await app.end('SIGTERM')
}
