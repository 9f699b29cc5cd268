import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { silentWav } from '../../../../test/sounds.ts'
import { type SpawnedApp, spawnApp } from '../../../../test/spawn-app.ts'
import { BY_HAND } from '../../../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../../connectors/libretime/fake-server.ts'
import { type FakePayload, startFakePayload } from '../../../connectors/payload/fake-server.ts'
import { findProgram } from '../../../kernel/find-program.ts'

const KEY = 'key-of-the-station'
const TITLE = 'Episode 1'

interface Kill {
  /** In words. */
  when: string
  /** Sets the trap in which the server is when it is killed. */
  set(library: FakeLibreTime, cms: FakePayload): void
  /** Whether it sits in it. */
  isThere(library: FakeLibreTime, cms: FakePayload): boolean
}

const unanswered = (library: FakeLibreTime, method: string, path: RegExp): boolean =>
  library.requests.matching({ method, path }).some(({ status }) => status === undefined)

/** The worst one; `npm run faults -- --flow radio` kills around each request. */
const KILLS: readonly Kill[] = [
  {
    when: 'the upload has arrived and its answer is missing',
    set: (library) => library.faults.set({ kind: 'hang', point: 'answer', on: 'rest', method: 'POST', times: 1 }),
    isThere: (library) => library.rows.files.all().length > 0 && unanswered(library, 'POST', /rest\/media/),
  },
]

async function post<Body>(app: SpawnedApp, path: string, body: object): Promise<Body> {
  const answer = await app.cli('POST', path, body)
  assert.ok(answer.status < 300, `${path}: ${answer.text}`)
  return answer.json as Body
}

async function begin(app: SpawnedApp, library: FakeLibreTime, cms: FakePayload): Promise<void> {
  for (const [kind, address] of [
    ['libretime', library.url],
    ['payload', cms.url],
  ])
    await post(app, 'api/v1/connections', { kind, name: kind, settings: { address }, secrets: { api_key: KEY } })
  const connections = { libraryConnectionId: 1, cmsConnectionId: 2 }
  await post(app, 'api/v1/radio/stations', { name: 'Riverside', timeZone: 'Europe/Paris', ...connections })
  const path = join(app.dataFolder, 'radio')
  await mkdir(path)
  await post(app, 'api/v1/radio/inboxes', { stationId: 1, path, settleSec: 1, mode: 'episodes' })
  await app.drop({ 'radio/1__first.wav': silentWav(1, 7) })
}

const skip = findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false

describe('A7: an import of an episode that is killed', { skip }, () => {
  for (const { when, set, isThere } of KILLS)
    it(`while ${when} comes to one track and a whole episode`, async () => {
      await using library = await startFakeLibreTime({ key: KEY })
      await using cms = await startFakePayload({ key: KEY })
      await using first = await spawnApp({ yaml: BY_HAND })
      await begin(first, library, cms)
      set(library, cms)
      cms.requests.length = 0
      await post(first, 'api/v1/radio/inboxes/1/import', {})
      await first.until('it is in the trap', async () => isThere(library, cms))
      await first.end('SIGKILL')
      library.faults.clear()
      cms.faults.clear()
      await using second = await spawnApp({ dataFolder: first.dataFolder })
      await second.until('the inbox is empty', async () => {
        await post(second, 'api/v1/radio/inboxes/1/import', {})
        // In doubt nothing is sent again alone: a person looks, sees that nothing came, and says so.
        await sayItNeverCame(second)
        return (await second.files('radio')).length === 0
      })
      const tracks = library.rows.files.all()
      assert.equal(tracks.length, 1)
      assert.deepEqual(library.effects.duplicates(), [])
      const episode = cms.rows('episodes').get(1)
      assert.deepEqual(
        [episode?.['airStatus'], episode?.['libretimeTrackId'], episode?.['libretimeFilepathRelative']],
        ['queued', String(tracks[0]?.id), tracks[0]?.['filepath']],
      )
      assert.equal(tracks[0]?.['track_title'], TITLE)
    })
})

async function sayItNeverCame(app: SpawnedApp): Promise<void> {
  const { items } = await app.get<{ items: { deliveryId: number; can: { sendAgain: boolean } }[] }>(
    'api/v1/deliveries?state=uncertain&kind=radio.upload-track',
  )
  for (const { deliveryId, can } of items)
    if (can.sendAgain) await post(app, `api/v1/deliveries/${deliveryId}/send-again`, {})
}
