import assert from 'node:assert/strict'
import type { FakeLibreTime } from '../src/connectors/libretime/fake-server.ts'
import { dayAt } from '../src/kernel/time.ts'
import type { LogDayView } from '../src/radio/logs/read/contract.ts'
import type { LinkView, TakeView, VoiceDayView } from '../src/radio/voice/contract.ts'
import { toneWav } from './sounds.ts'
import type { AppClient } from './app-client.ts'

const DAY_MS = 86_400_000
const ZONE = 'Europe/Paris'

/** A station with a day that its clocks have filled: at ten and at eleven music, a link, and music again. */
export interface VoiceStation {
  stationId: number
  airDate: string
  /** At the double of LibreTime. */
  tracks: { first: number; second: number }
  day(): Promise<VoiceDayView>
  link(index: number): Promise<LinkView>
  log(): Promise<LogDayView>
  generate(seed: string): Promise<void>
  upload(link: { entryId: number }, bytes: Uint8Array, query?: string): Promise<{ status: number; take: TakeView }>
  post<Body>(path: string, body?: object): Promise<Body>
}

export async function openVoiceStation(app: AppClient, fake: FakeLibreTime, key: string): Promise<VoiceStation> {
  const ask = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const headers = { authorization: await app.bearer(), 'if-match': '*' }
    const { status, text, json } = await app.call(method, path, { headers, ...(body === undefined ? {} : { body }) })
    assert.ok(status < 300, `${method} ${path}: ${status} ${text}`)
    return json as Body
  }
  const post = <Body>(path: string, body: object = {}): Promise<Body> => ask<Body>('POST', path, body)
  const audio = (hz: number) => ({ audio: toneWav({ seconds: 12, hz }), lengthMs: 12_000 })
  const first = fake.seed.file({ title: 'Borderless, 64', artist: 'Mara', ...audio(330) })
  const second = fake.seed.file({ title: 'Glass Harbour', artist: 'Orchard Line', ...audio(440) })
  const settings = { address: fake.url }
  await post('api/v1/connections', { kind: 'libretime', name: 'LibreTime', settings, secrets: { api_key: key } })
  const wish = { name: 'Riverside', timeZone: ZONE, libraryConnectionId: 1 }
  const { stationId } = await post<{ stationId: number }>('api/v1/radio/stations', wish)
  const ofStation = `api/v1/radio/stations/${stationId}`
  await post(`${ofStation}/track-syncs`)
  await app.settled()
  await ask('PATCH', `${ofStation}/tracks/${second}`, { introMs: 8400, sponsor: null, product: null })
  const airDate = dayAt(Date.now() + DAY_MS, ZONE)
  await fillDay({ ask, post }, { ofStation, airDate, tracks: { first, second } })
  const day = (): Promise<VoiceDayView> => app.get<VoiceDayView>(`${ofStation}/voice/${airDate}`)
  return {
    stationId,
    airDate,
    tracks: { first, second },
    post,
    day,
    link: async (index) => (await day()).links[index] as LinkView,
    log: () => app.get<LogDayView>(`${ofStation}/logs/${airDate}`),
    generate: (seed) => post(`${ofStation}/logs/${airDate}/generate`, { seed }),
    async upload({ entryId }, bytes, query = '') {
      const answer = await fetch(`${app.address}${ofStation}/voice/${airDate}/links/${entryId}/takes${query}`, {
        method: 'POST',
        headers: { authorization: await app.bearer(), 'content-type': 'application/octet-stream' },
        body: new Uint8Array(bytes),
      })
      return { status: answer.status, take: (await answer.json()) as TakeView }
    },
  }
}

interface Asking {
  ask<Body>(method: string, path: string, body?: unknown): Promise<Body>
  post<Body>(path: string, body?: object): Promise<Body>
}

async function fillDay(
  { ask, post }: Asking,
  { ofStation, airDate, tracks }: Pick<VoiceStation, 'airDate' | 'tracks'> & { ofStation: string },
): Promise<void> {
  const slots = [
    { slotId: 's1', kind: 'track', trackId: tracks.first },
    { slotId: 's2', kind: 'note', text: 'Close part 2 of Borderless. Lead into Glass Harbour.' },
    { slotId: 's3', kind: 'voice', lengthMs: 20_000 },
    { slotId: 's4', kind: 'track', trackId: tracks.second },
  ]
  const { clockId } = await post<{ clockId: number }>(`${ofStation}/clocks`, { name: 'Talk', slots })
  const hours = Array.from({ length: 24 }, (_, hour) => (hour === 10 || hour === 11 ? clockId : null))
  const week = Array.from({ length: 7 }, () => hours)
  await ask('PUT', `${ofStation}/grid`, { week })
  await post(`${ofStation}/logs/${airDate}/generate`, { seed: 'a' })
}
