import { join } from 'node:path'
import { type FakeLibreTime, startFakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
import { deskOf } from '../../demo/desk.ts'
import { addEpisodeInbox, addStation, cmsDesk } from '../../demo/radio/station.ts'
import { installPayload } from '../payload/install.ts'
import { KEYS } from '../payload/collections.ts'
import { startRealPayload } from '../payload/real-payload.ts'
import type { SpawnedApp } from '../spawn-app.ts'

/** A double of LibreTime and a real Payload, and what a station has in them. */
export interface RadioStation extends AsyncDisposable {
  library: FakeLibreTime
  cmsUrl: string
  /** Makes shows and episodes in the CMS. @returns ids of the episodes, in order */
  fillCms(episodes: number): Promise<number[]>
  episode(id: number): Promise<Record<string, unknown>>
}

const LIBRARY_KEY = 'key-of-the-library'
const HOUR_MS = 3_600_000

/** @throws Error when there is no Payload and none can be installed */
export async function openRadioStation(say: (line: string) => void): Promise<RadioStation> {
  const installed = await installPayload(say)
  if ('reason' in installed) throw new Error(installed.reason)
  const cms = await startRealPayload(installed.folder)
  const library = await startFakeLibreTime({ key: LIBRARY_KEY, station: { timezone: 'Europe/Paris' } })
  const desk = cmsDesk({ url: cms.url, key: KEYS.staff })
  const ask = async (path: string): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${cms.url}/api/${path}`, {
      headers: { authorization: `users API-Key ${KEYS.staff}` },
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Record<string, unknown>
  }
  return {
    library,
    cmsUrl: cms.url,
    async fillCms(episodes) {
      const show = await desk.addShow('Night Drift')
      const ids: number[] = []
      for (let number = 1; number <= episodes; number++) {
        const publishedAt = new Date(Date.now() - number * HOUR_MS).toISOString()
        ids.push(await desk.addEpisode({ title: `Night Drift, ${200 + number}`, show, publishedAt }))
      }
      return ids
    },
    episode: (id) => ask(`episodes/${id}?depth=0`),
    async [Symbol.asyncDispose]() {
      await library[Symbol.asyncDispose]()
      await cms[Symbol.asyncDispose]()
    },
  }
}

/** Connections, station and inbox, as the command line makes them. */
export async function joinUp(app: SpawnedApp, { library, cmsUrl }: RadioStation): Promise<void> {
  const desk = deskOf(app)
  const { stationId } = await addStation(desk, library, { url: cmsUrl, key: KEYS.staff })
  await addEpisodeInbox(desk, stationId, { path: join(app.dataFolder, 'radio') })
}
