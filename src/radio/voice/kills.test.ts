import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toneWav } from '../../../test/sounds.ts'
import { type SpawnedApp, spawnApp } from '../../../test/spawn-app.ts'
import { BY_HAND } from '../../../test/start-app.ts'
import { openVoiceStation } from '../../../test/voice-world.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../connectors/libretime/fake-server.ts'
import { findProgram } from '../../kernel/find-program.ts'
import type { VoiceDayView } from './contract.ts'

const KEY = 'key-of-the-station'
const skip = findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false

interface Kill {
  /** In words. */
  when: string
  /** Sets the trap in which the server is when it is killed. */
  set(library: FakeLibreTime): void
  isThere(library: FakeLibreTime): boolean
}

const isUnanswered = (library: FakeLibreTime, method: string, path: RegExp): boolean =>
  library.requests.matching({ method, path }).some(({ status }) => status === undefined)
const hasArrived = (library: FakeLibreTime): boolean =>
  library.rows.files.all().some((row) => String(row['track_title']).startsWith('Link 1'))

const KILLS: readonly Kill[] = [
  {
    when: 'the upload has arrived and its answer is missing',
    set: (library) => library.faults.set({ kind: 'hang', point: 'answer', on: 'rest', method: 'POST', times: 1 }),
    isThere: (library) => hasArrived(library) && isUnanswered(library, 'POST', /rest\/media/),
  },
  {
    when: 'the upload was answered and nothing was read back',
    set: (library) => library.faults.set({ kind: 'hang', point: 'answer', on: 'v2', path: '/download', times: 1 }),
    isThere: (library) => hasArrived(library) && isUnanswered(library, 'GET', /download/),
  },
]

const dayOf = (app: SpawnedApp, airDate: string): Promise<VoiceDayView> =>
  app.get<VoiceDayView>(`api/v1/radio/stations/1/voice/${airDate}`)

describe('V1: a take that is chosen and whose server is killed', { skip }, () => {
  for (const { when, set, isThere } of KILLS)
    it(`V1, D5: while ${when} comes to one file, which the log plays`, async () => {
      await using library = await startFakeLibreTime({ key: KEY })
      library.seed.trackType({ code: 'VOT' })
      await using first = await spawnApp({ yaml: BY_HAND })
      const station = await openVoiceStation(first, library, KEY)
      const { take } = await station.upload(await station.link(0), toneWav({ seconds: 3, hz: 500 }))
      library.requests.clear()
      set(library)
      await station.post(`api/v1/radio/voice-takes/${take.takeId}/choose`)
      await first.until('it is in the trap', async () => isThere(library))
      await first.end('SIGKILL')
      library.faults.clear()
      await using second = await spawnApp({ dataFolder: first.dataFolder })
      const { airDate } = station
      await second.until('it is in the log', async () => (await dayOf(second, airDate)).links[0]?.state === 'verified')
      const files = library.rows.files.all().filter((row) => row['md5'] === take.md5)
      assert.equal(files.length, 1)
      assert.deepEqual(library.effects.duplicates(), [])
      const [link] = (await dayOf(second, airDate)).links
      assert.deepEqual([link?.isInLog, link?.takes[0]?.trackId], [true, files[0]?.id])
    })
})
