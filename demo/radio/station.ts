import { mkdir } from 'node:fs/promises'
import type { FakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
import type { Desk } from '../desk.ts'

export const ZONE = 'Europe/Paris'

/** Where the shows and episodes of a station are kept, and the key of somebody who may write there. */
export interface Cms {
  url: string
  key: string
}

export interface Station {
  stationId: number
  libraryConnectionId: number
}

/** Connections and a station, as a person makes them. */
export async function addStation(desk: Desk, library: FakeLibreTime, cms?: Cms): Promise<Station> {
  const connect = (kind: string, name: string, { url, key }: Cms): Promise<number> =>
    desk.connect(kind, { name, settings: { address: url }, secrets: { api_key: key } })
  const libraryConnectionId = await connect('libretime', 'LibreTime', library)
  const programme = cms === undefined ? {} : { cmsConnectionId: await connect('payload', 'Payload', cms) }
  const facts = { name: 'Riverside', timeZone: ZONE, libraryConnectionId, ...programme }
  const { stationId } = await desk.send<{ stationId: number }>('POST radio/stations', facts)
  return { stationId, libraryConnectionId }
}

/** Reads the library of a station, and waits until it is known. */
export async function readTracks(desk: Desk, stationId: number): Promise<void> {
  const { error } = await desk.follow(await desk.send(`POST radio/stations/${stationId}/track-syncs`, {}))
  if (error !== null) throw new Error(error.text)
}

/** A folder whose files become the audio of episodes. @returns its inbox */
export async function addEpisodeInbox(
  desk: Desk,
  stationId: number,
  { path, typeCode = null }: { path: string; typeCode?: string | null },
): Promise<number> {
  await mkdir(path, { recursive: true })
  const inbox = { stationId, path, settleSec: 1, mode: 'episodes', typeCode }
  return (await desk.send<{ inboxId: number }>('POST radio/inboxes', inbox)).inboxId
}

export interface EpisodeWish {
  show: number
  title: string
  publishedAt: string
  /** Of the library, when it has its audio already. */
  trackId?: number
  durationMs?: number
}

/** The desk of whoever writes the programme in the CMS. */
export function cmsDesk({ url, key }: Cms) {
  const add = async (collection: string, body: object): Promise<number> => {
    const answer = await fetch(`${url}/api/${collection}`, {
      method: 'POST',
      headers: { authorization: `users API-Key ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${collection}: ${answer.status} ${await answer.text()}`)
    return ((await answer.json()) as { doc: { id: number } }).doc.id
  }
  return {
    addShow: (title: string) => add('shows', { title, status: 'active' }),
    addEpisode: ({ trackId, durationMs, ...facts }: EpisodeWish) =>
      add('episodes', {
        ...facts,
        publishedStatus: 'submitted',
        pendingReview: false,
        airStatus: trackId === undefined ? 'draft' : 'queued',
        ...(trackId === undefined ? {} : { libretimeTrackId: String(trackId) }),
        ...(durationMs === undefined ? {} : { duration: durationMs / 1000 }),
      }),
  }
}

/** A station whose shows and episodes Patchbay itself keeps. */
export async function keepProgramme(desk: Desk, name = 'Hall'): Promise<void> {
  const station = { name, timeZone: ZONE, keepsProgramme: true }
  const { stationId } = await desk.send<{ stationId: number }>('POST radio/stations', station)
  const at = `POST radio/stations/${stationId}/programme`
  for (const title of ['Night Drift', 'Kitchen Table']) await desk.send(`${at}/shows`, { title, hosts: 'Ada, Bo' })
  for (const [index, title] of ['The first', 'Fog and engines'].entries())
    await desk.send(`${at}/episodes`, { title, showId: index + 1, durationMs: 3_600_000 })
}
