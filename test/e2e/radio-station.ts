import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type FakeLibreTime, startFakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
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
  const ask = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${cms.url}/api/${path}`, {
      method,
      headers: { authorization: `users API-Key ${KEYS.staff}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Record<string, unknown>
  }
  const idOf = (made: Record<string, unknown>): number => Number((made['doc'] as { id: number }).id)
  return {
    library,
    cmsUrl: cms.url,
    async fillCms(episodes) {
      const show = idOf(await ask('POST', 'shows', { title: 'Night Drift', status: 'active' }))
      const ids: number[] = []
      for (let number = 1; number <= episodes; number++)
        ids.push(
          idOf(
            await ask('POST', 'episodes', {
              title: `Night Drift, ${200 + number}`,
              show,
              publishedAt: new Date(Date.now() - number * HOUR_MS).toISOString(),
              publishedStatus: 'submitted',
              pendingReview: false,
              airStatus: 'draft',
            }),
          ),
        )
      return ids
    },
    episode: (id) => ask('GET', `episodes/${id}?depth=0`),
    async [Symbol.asyncDispose]() {
      await library[Symbol.asyncDispose]()
      await cms[Symbol.asyncDispose]()
    },
  }
}

/** Connections, station and inbox, as the command line makes them. */
export async function joinUp(app: SpawnedApp, { library, cmsUrl }: RadioStation): Promise<void> {
  const post = async (path: string, body: object): Promise<void> => {
    const answer = await app.cli('POST', path, body)
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
  }
  for (const [kind, address, key] of [
    ['libretime', library.url, LIBRARY_KEY],
    ['payload', cmsUrl, KEYS.staff],
  ])
    await post('api/v1/connections', { kind, name: kind, settings: { address }, secrets: { api_key: key } })
  await post('api/v1/radio/stations', {
    name: 'Riverside',
    timeZone: 'Europe/Paris',
    libraryConnectionId: 1,
    cmsConnectionId: 2,
  })
  const path = join(app.dataFolder, 'radio')
  await mkdir(path)
  await post('api/v1/radio/inboxes', { stationId: 1, path, settleSec: 1, mode: 'episodes' })
}
