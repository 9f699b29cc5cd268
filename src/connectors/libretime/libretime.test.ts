import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { silentWav } from '../../../test/sounds.ts'
import type { OpenConnection } from '../../connections/ports.ts'
import { systemClock } from '../../kernel/clock.ts'
import { createEgress, type Egress } from '../../kernel/egress/client.ts'
import { mayHaveArrived } from '../../kernel/egress/trouble.ts'
import { AppError } from '../../kernel/errors.ts'
import { openLog } from '../../kernel/log.ts'
import { TrackLibrary } from '../../radio/tracks/ports.ts'
import { type FakeLibreTime, type Fault, startFakeLibreTime } from './fake-server.ts'
import { formatDuration, parseDuration } from './durations.ts'
import { libretime } from './index.ts'

const KEY = 'canary-key-of-libretime'
const { signal } = new AbortController()

let folder: string
let egress: Egress
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-libretime-'))
  egress = createEgress()
})
after(async () => {
  await egress[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const log = openLog({ level: 'error' }).area('test')

function connect(fake: { url: string }, key = KEY): OpenConnection {
  const settings = { address: fake.url }
  return libretime.create({ settings, secrets: { api_key: key }, tools: { egress, clock: systemClock, log } })
}

const libraryOf = (open: OpenConnection): TrackLibrary =>
  open.ports.find(([name]) => name === TrackLibrary.name)?.[1] as TrackLibrary

let marks = 0
async function audio(name = 'take.wav') {
  const bytes = silentWav(2, ++marks)
  const path = join(folder, `${marks}.wav`)
  await writeFile(path, bytes)
  return { path, name, sizeBytes: bytes.length, typeId: null, md5: createHash('md5').update(bytes).digest('hex') }
}

async function settled(library: TrackLibrary, trackId: number) {
  for (;;) {
    const track = await library.getTrack(trackId, signal)
    if (track.state !== 'pending') return track
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function climb({ rungs }: OpenConnection): Promise<string> {
  const said: string[] = []
  for (const rung of rungs) {
    try {
      await rung.climb(signal)
      said.push(`${rung.id} ok`)
    } catch (error) {
      assert.ok(error instanceof AppError, String(error))
      return [...said, `${rung.id} ${error.code}`].join(', ')
    }
  }
  return said.join(', ')
}

const codeOf = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof AppError ? error.code : String(error)
}

describe('LibreTime', () => {
  let fake: FakeLibreTime
  before(async () => {
    fake = await startFakeLibreTime({ key: KEY })
  })
  after(() => fake[Symbol.asyncDispose]())

  it('is tested from its answer to its rights, and each fault is told as what it is', async () => {
    const well = 'answer ok, key ok, version ok, rights ok'
    assert.equal(await climb(connect(fake)), well)
    const faults: [Fault, string][] = [
      [{ kind: 'html', status: 200 }, 'answer remote/web-page'],
      [{ kind: 'html', status: 403 }, 'answer remote/web-page'],
      [{ kind: 'status', status: 502 }, 'answer remote/gateway'],
      [{ kind: 'status', status: 502, on: 'rest' }, 'answer ok, key ok, version ok, rights libretime/upload-door-down'],
      [{ kind: 'truncated' }, 'answer remote/not-json'],
      [{ kind: 'wrong-types' }, 'answer remote/unexpected-shape'],
      [{ kind: 'cut' }, 'answer remote/broken-off'],
      [{ kind: 'huge-json', path: 'libraries' }, 'answer ok, key remote/too-long'],
    ]
    for (const [fault, said] of faults) {
      fake.faults.set(fault)
      assert.equal(await climb(connect(fake)), said, JSON.stringify(fault))
    }
    fake.faults.clear()
    assert.equal(await climb(connect(fake, 'wrong')), 'answer ok, key remote/key-refused')
    assert.equal(await climb(connect({ url: 'http://127.0.0.1:1' })), 'answer remote/refused')
  })

  it('older than 4.3 is told by what it does with a filter', async () => {
    const library = libraryOf(connect(fake))
    await library.upload(await audio(), { signal })
    fake.faults.set({ kind: 'old-version' })
    assert.equal(
      await climb(connect(fake)),
      'answer ok, key ok, libretime/too-old'.replace('libretime', 'version libretime'),
    )
    fake.faults.clear()
  })

  it('takes an upload byte by byte, and knows it by its bytes at once and as usable after the analysis', async () => {
    const library = libraryOf(connect(fake))
    const track = await audio('Café "at" night.wav')
    const sent: number[] = []
    const uploaded = await library.upload(track, { signal, onSent: (bytes) => sent.push(bytes) })
    assert.equal(uploaded.state, 'pending')
    assert.equal(sent.at(-1), track.sizeBytes)
    const ready = await settled(library, uploaded.trackId)
    assert.deepEqual([ready.state, ready.lengthMs, ready.md5], ['usable', 2000, track.md5])
    assert.deepEqual(
      (await library.findByMd5(track.md5, signal)).map(({ trackId }) => trackId),
      [uploaded.trackId],
    )
    assert.equal(await library.hasAudio(uploaded.trackId, signal), true)
    assert.equal((await library.changeTitle(uploaded.trackId, 'Night Drift', signal)).title, 'Night Drift')
    assert.equal((await library.getTrack(uploaded.trackId, signal)).title, 'Night Drift')
    await library.removeTrack(uploaded.trackId, signal)
    assert.equal(await codeOf(library.getTrack(uploaded.trackId, signal)), 'radio/no-such-track')
    assert.deepEqual(await library.findByMd5(track.md5, signal), [])
  })

  it('D4: never removes a file that is planned: it is refused, and file, audio and row stay; afterwards it can be', async () => {
    const library = libraryOf(connect(fake))
    const { trackId } = await library.upload(await audio(), { signal })
    const { relPath } = await settled(library, trackId)
    const startsAt = Date.now() + 3_600_000
    const instance = fake.seed.instance({ show: fake.seed.show('Later'), startsAt, endsAt: startsAt + 3_600_000 })
    const row = fake.seed.row({ instance, file: trackId, startsAt, lengthMs: 2000 })
    await assert.rejects(library.removeTrack(trackId, signal))
    assert.equal((await library.getTrack(trackId, signal)).state, 'usable')
    assert.equal(await library.hasAudio(trackId, signal), true)
    assert.ok(fake.disk.has(relPath) && fake.rows.schedule.get(row) !== undefined)
    fake.rows.schedule.remove(row)
    await library.removeTrack(trackId, signal)
    assert.equal(await library.hasAudio(trackId, signal), false)
  })

  it('gives an upload its type, which only a cookie says', async () => {
    const library = libraryOf(connect(fake))
    const [typeId] = await typesOf(fake, library)
    const { trackId } = await library.upload({ ...(await audio()), typeId: typeId ?? null }, { signal })
    assert.equal((await settled(library, trackId)).typeId, typeId)
  })

  it('calls a track missing whose audio is gone, and failed what the analysis refused', async () => {
    const library = libraryOf(connect(fake))
    const { trackId } = await library.upload(await audio(), { signal })
    const { relPath } = await settled(library, trackId)
    fake.disk.delete(relPath)
    assert.equal(await library.hasAudio(trackId, signal), false)
    fake.faults.set({ kind: 'analyzer-fails' })
    const refused = await library.upload(await audio(), { signal })
    assert.equal((await settled(library, refused.trackId)).state, 'failed')
    fake.faults.clear()
  })

  it('says of an upload whose answer was lost that it may be there, and finds it by its bytes', async () => {
    const library = libraryOf(connect(fake))
    const track = await audio()
    fake.faults.set({ kind: 'lost-answer', on: 'rest', method: 'POST' })
    const error: unknown = await library.upload(track, { signal }).catch((thrown: unknown) => thrown)
    fake.faults.clear()
    assert.ok(mayHaveArrived(error), String(error))
    assert.equal((await library.findByMd5(track.md5, signal)).length, 1)
  })

  it('takes no failed look for nothing, whatever the answer is', async () => {
    const library = libraryOf(connect(fake))
    const faults: Fault[] = [
      { kind: 'html', status: 200 },
      { kind: 'html', status: 200, labelledJson: true },
      { kind: 'html', status: 503 },
      { kind: 'status', status: 500 },
      { kind: 'status', status: 502 },
      { kind: 'truncated' },
      { kind: 'wrong-types' },
      { kind: 'cut' },
      { kind: 'lost-answer' },
    ]
    const { md5 } = await audio()
    for (const fault of faults) {
      const { md5: known } = await (async () => {
        fake.faults.clear()
        const there = await audio()
        await library.upload(there, { signal })
        return there
      })()
      fake.faults.set(fault)
      for (const sum of [known, md5]) {
        const code = await codeOf(library.findByMd5(sum, signal))
        // An empty list has no types to be wrong.
        if (!(fault.kind === 'wrong-types' && sum === md5)) assert.match(code, /^remote\//, JSON.stringify(fault))
      }
    }
    fake.faults.clear()
  })
})

async function typesOf(fake: FakeLibreTime, library: TrackLibrary): Promise<number[]> {
  const known = await library.listTypes(signal)
  if (known.length > 0) return known.map(({ typeId }) => typeId)
  await fetch(`${fake.url}/api/v2/libraries`, {
    method: 'POST',
    headers: { authorization: `Api-Key ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ code: 'SHO', name: 'Show', description: 'shows', enabled: true, analyze_cue_points: false }),
  })
  return (await library.listTypes(signal)).map(({ typeId }) => typeId)
}

describe('durations of LibreTime', () => {
  it('are read with days and fractions, and written without days', () => {
    const cases: Record<string, number | undefined> = {
      '00:03:00': 180_000,
      '00:03:00.500000': 180_500,
      '1 01:00:00': 90_000_000,
      '0:00:00': 0,
      '': undefined,
      PT3M: undefined,
      '3:00': undefined,
    }
    for (const [text, ms] of Object.entries(cases)) assert.equal(parseDuration(text), ms, text)
    assert.deepEqual([180_000, 3_723_045, 0].map(formatDuration), ['00:03:00', '01:02:03.045', '00:00:00'])
    for (const ms of [1, 999, 59_999, 3_600_000, 86_399_999]) assert.equal(parseDuration(formatDuration(ms)), ms)
  })
})
