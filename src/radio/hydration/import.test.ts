import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { silentWav } from '../../../test/sounds.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../connectors/libretime/fake-server.ts'
import type { JobView } from '../../jobs/contract.ts'
import type { DeliveryView } from '../../deliveries/contract.ts'
import type { InboxFiles, InboxView } from './contract.ts'

const KEY = 'canary-key-of-the-station'

let fake: FakeLibreTime
let app: TestApp
let inboxId: number
let marks = 0

/** A second of audio that no other has. */
const sound = (): Buffer => silentWav(1, ++marks)

async function post<Body>(path: string, body: object): Promise<Body> {
  const answer = await app.cli('POST', path, body)
  assert.ok(answer.status < 300, `${path}: ${answer.status} ${answer.text}`)
  return answer.json as Body
}

const isOver = ({ finishedAt }: JobView): boolean => finishedAt !== null

async function importNow(): Promise<void> {
  const { runId } = await post<{ runId: number }>(`api/v1/radio/inboxes/${inboxId}/import`, {})
  await app.until('the import ended', async () => (await app.jobs(`?runId=${runId}`)).every(isOver))
}

const deliveries = async (): Promise<DeliveryView[]> =>
  (await app.get<{ items: DeliveryView[] }>('api/v1/deliveries')).items
const uploads = (): number => fake.requests.count({ method: 'POST', path: '/rest/media' })

before(async () => {
  fake = await startFakeLibreTime({ key: KEY })
  app = await startApp({ yaml: BY_HAND })
  const settings = { address: fake.url }
  const connection = { kind: 'libretime', name: 'LibreTime', settings, secrets: { api_key: KEY } }
  const { connectionId } = await post<{ connectionId: number }>('api/v1/connections', connection)
  const station = { name: 'Radio Hall', timeZone: 'Europe/Paris', libraryConnectionId: connectionId }
  const { stationId } = await post<{ stationId: number }>('api/v1/radio/stations', station)
  const path = join(app.dataFolder, 'radio')
  await mkdir(path)
  ;({ inboxId } = await post<{ inboxId: number }>('api/v1/radio/inboxes', { stationId, path, settleSec: 1 }))
})
afterEach(() => fake.faults.clear())
after(async () => {
  await app[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

describe('an inbox of audio', () => {
  it('says what an import would do, and why, without doing anything', async () => {
    await app.drop({
      'radio/show.wav': sound(),
      'radio/notes.txt': 'x',
      'radio/empty.mp3': '',
      'radio/a.mp3.part': 'x',
    })
    const files = await app.get<InboxFiles>(`api/v1/radio/inboxes/${inboxId}/files`)
    const verdicts = Object.fromEntries(files.items.map(({ relPath, verdict }) => [relPath, verdict]))
    assert.deepEqual(verdicts, {
      'show.wav': 'waiting',
      'empty.mp3': 'empty',
      'notes.txt': 'no-audio',
      'a.mp3.part': 'left-alone',
    })
    assert.deepEqual(files.counts, { ready: 0, failed: 0, waiting: 1, left: 3 })
    assert.equal(fake.requests.count({ writes: true }), 0)
  })

  it('goes into the library, is read back there, and leaves for the trash only then; a second import writes nothing', async () => {
    await importNow()
    assert.deepEqual(await app.files('radio'), ['a.mp3.part', 'empty.mp3', 'notes.txt'])
    const [delivery] = await deliveries()
    assert.equal(delivery?.state, 'verified')
    assert.equal(fake.rows.files.all().filter((row) => row['import_status'] === 0).length, 1)
    fake.requests.clear()
    await importNow()
    assert.equal(fake.requests.count({ writes: true }), 0)
  })

  it('uploads the same bytes once, under whatever names they lie there', async () => {
    const bytes = sound()
    fake.requests.clear()
    await app.drop({ 'radio/one.wav': bytes, 'radio/two.wav': bytes, 'radio/below/three.wav': bytes })
    await importNow()
    assert.equal(uploads(), 1)
    assert.deepEqual(await app.files('radio'), ['a.mp3.part', 'empty.mp3', 'notes.txt'])
    assert.deepEqual(fake.effects.duplicates(), [])
    assert.ok((await deliveries()).slice(0, 3).every(({ state }) => state === 'verified'))
  })

  it('looks before it sends again when the answer was lost', async () => {
    fake.requests.clear()
    fake.faults.set({ kind: 'lost-answer', on: 'rest', method: 'POST', times: 1 })
    await app.drop({ 'radio/lost.wav': sound() })
    await importNow()
    assert.equal(uploads(), 1)
    assert.equal((await deliveries())[0]?.state, 'verified')
    assert.deepEqual(fake.effects.duplicates(), [])
  })

  it('keeps the file of what the library could not read, says so on Home, and does not send it again', async () => {
    fake.requests.clear()
    fake.faults.set({ kind: 'analyzer-fails' })
    await app.drop({ 'radio/broken.wav': sound() })
    await importNow()
    assert.ok((await app.files('radio')).includes('broken.wav'))
    // What the doctor and the forecast say of the double is another matter.
    const others: readonly string[] = ['radio.checkup', 'radio.forecast']
    const cards = (await app.cards()).filter(({ said }) => !others.includes(said.code))
    assert.deepEqual(
      cards.map(({ said }) => said.code),
      ['radio.import-failed'],
      'one card for one cause',
    )
    assert.match(String(cards[0]?.said.why), /broken\.wav|part/)
    const [delivery] = await deliveries()
    assert.deepEqual([delivery?.state, delivery?.reason?.code], ['rejected', 'radio/analysis-refused'])
    fake.faults.clear()
    await importNow()
    assert.equal(uploads(), 1)
  })

  it('names its folder in each run, whoever began it, and its deliveries are found by it', async () => {
    const inbox = await app.get<InboxView>(`api/v1/radio/inboxes/${inboxId}`)
    const path = `api/v1/radio/inboxes/${inboxId}`
    const answer = await app.call('PATCH', path, {
      headers: { authorization: await app.bearer(), 'if-match': inbox.etag },
      body: { isWatched: true },
    })
    assert.equal(answer.status, 200, answer.text)
    await app.until('it was looked at by itself', async () =>
      (await app.jobs('?kind=radio.import-inbox')).some(({ actor }) => actor === 'system'),
    )
    const runs = await app.jobs('?kind=radio.import-inbox')
    assert.deepEqual([...new Set(runs.map(({ label }) => label))], [inbox.path])
    const found = async (subject: string) =>
      (await app.get<{ items: DeliveryView[] }>(`api/v1/deliveries?subject=${subject}`)).items.length
    assert.equal(await found(`inbox:${inboxId}`), (await deliveries()).length)
    assert.equal(await found('inbox:99'), 0)
  })

  it('never says that a file is there because a web page was answered', async () => {
    fake.faults.set({ kind: 'html', status: 200 })
    await app.drop({ 'radio/page.wav': sound() })
    await post(`api/v1/radio/inboxes/${inboxId}/import`, {})
    await app.until('an attempt failed', async () =>
      (await app.jobs('?kind=radio.import-track')).some(({ state, attempt }) => state === 'scheduled' && attempt > 0),
    )
    assert.ok((await app.files('radio')).includes('page.wav'))
    const mine = (await deliveries()).find(({ label }) => label === 'page.wav')
    assert.notEqual(mine?.state, 'verified')
  })

  it('D6: tells no one the key', async () => {
    const said = [...app.logLines, JSON.stringify(await deliveries()), (await app.cli('GET', 'api/v1/events')).text]
    assert.doesNotMatch(said.join('\n'), new RegExp(KEY))
  })
})
