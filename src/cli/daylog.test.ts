import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type CliHost, openCliHost, type Said } from '../../test/cli-host.ts'
import { BY_HAND, startApp, type TestApp } from '../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../connectors/libretime/fake-server.ts'
import type { PublicationView, PublishPreview } from '../radio/logs/publish/contract.ts'
import type { LogDayView } from '../radio/logs/read/contract.ts'

const KEY = 'key-of-the-command-line'
const DAY = '2031-05-05'
const TRACKS = 40

let fake: FakeLibreTime
let app: TestApp
let host: CliHost

const run = (...args: string[]): Promise<Said> => host.run(['daylog', ...args])
const day = () => app.get<LogDayView>(`api/v1/radio/stations/1/logs/${DAY}`)
const post = async (path: string, body: object) => {
  const answer = await app.cli('POST', path, body)
  assert.ok(answer.status < 300, answer.text)
  return answer.json as Record<string, number>
}

/** Silences that a row of others cuts otherwise than the log knows. */
async function stopped(logId: number, gaps: LogDayView['gaps']): Promise<string[]> {
  const acceptedGaps = gaps.map(({ startsAt }) => startsAt)
  const answer = await app.cli('POST', `api/v1/radio/logs/${logId}/preview`, { acceptedGaps })
  return (answer.json as PublishPreview).stoppers.flatMap(({ at, canAccept }) => (canAccept ? at : []))
}

before(async () => {
  fake = await startFakeLibreTime({ key: KEY })
  app = await startApp({ yaml: BY_HAND })
  host = openCliHost({ PATCHBAY_DATA: app.dataFolder })
  const settings = { address: fake.url }
  const connection = { kind: 'libretime', name: 'LibreTime', settings, secrets: { api_key: KEY } }
  const { connectionId } = await post('api/v1/connections', connection)
  const trackType = fake.seed.trackType({ code: 'MUS', name: 'Music' })
  for (let n = 0; n < TRACKS; n++)
    fake.seed.file({ title: `Song ${n}`, artist: `Artist ${n}`, lengthMs: 300_000, trackType })
  fake.seed.file({ title: 'Cart 7', lengthMs: 30_000 })
  await post('api/v1/radio/stations', { name: 'Radio Hall', timeZone: 'UTC', libraryConnectionId: connectionId })
  await post('api/v1/radio/stations/1/track-syncs', {})
  await app.until('the library is read', async () => {
    const { items } = await app.get<{ items: { outcome: string }[] }>('api/v1/radio/stations/1/track-syncs')
    return items.some(({ outcome }) => outcome === 'done')
  })
})
after(async () => {
  await host[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

describe('patchbay daylog', () => {
  it('says what is missing before a day can be filled', async () => {
    const none = await run('show', '1', DAY)
    assert.deepEqual([none.code, /no log of 2031-05-05 yet/.test(none.err)], [1, true])
    const noClocks = await run('generate', '1', DAY)
    assert.deepEqual([noClocks.code, /No hour of 2031-05-05 has a clock/.test(noClocks.err)], [1, true])
  })

  it('makes, fills, shows, edits, undoes, and says why', async () => {
    const { categoryId } = await post('api/v1/radio/stations/1/categories', {
      name: 'All music',
      query: { typeCodes: ['MUS'] },
    })
    const slots = [{ slotId: 's1', kind: 'category', categoryId, fill: { by: 'end' } }]
    const { clockId } = await post('api/v1/radio/stations/1/clocks', { name: 'Music', slots })
    const { etag } = await app.get<{ etag: string }>('api/v1/radio/stations/1/grid')
    const week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => clockId))
    const headers = { authorization: await app.bearer(), 'if-match': `"${etag}"` }
    const put = await app.call('PUT', 'api/v1/radio/stations/1/grid', { headers, body: { week } })
    assert.equal(put.status, 200, put.text)

    const dry = await run('generate', '1', DAY, '--dry-run')
    assert.match(dry.out, /Would be: 288 new/, dry.err)
    const made = await run('generate', '1', DAY)
    assert.match(made.out, /^288 new, 0 changed, 0 gone/, made.err)
    assert.match((await run('generate', '1', DAY)).out, /^0 new, 0 changed, 0 gone, 288 as before/)
    assert.match((await run('list', '1', '--from', DAY, '--days', '2')).out, /2031-05-05 .*planned .*288/)
    const shown = await run('show', '1', DAY, '--hour', '08')
    assert.match(shown.out, /08:00:00 +5:00 +MUS +Song/, shown.err)

    const [first, second] = (await day()).entries
    const [id, other] = [String(first?.entryId), String(second?.entryId)]
    assert.equal((await run('why', '1', DAY, id)).code, 0)
    assert.match((await run('fits', '1', DAY, '5:00')).out, /Song 0/)
    assert.equal((await run('remove', '1', DAY, id)).code, 0)
    assert.match((await run('check', '1', DAY)).out, /300 s of silence/)
    const note = await run('add', '1', DAY, '--title', 'Weather', '--before', other)
    assert.equal(note.code, 0, note.err)
    assert.equal((await run('change', '1', DAY, other, '--note', 'loud')).code, 0)
    assert.equal((await run('move', '1', DAY, other, '--hour', '03')).code, 0)
    assert.equal((await run('replace', '1', DAY, other, String(second?.trackId))).code, 0)
    assert.match((await run('revisions', '1', DAY)).out, /One edit/)
    assert.equal((await run('undo', '1', DAY)).code, 0)
    assert.equal((await run('redo', '1', DAY)).code, 0)
    assert.match((await run('uses', '1', String(first?.trackId))).out, /2031-05-05/)
    const file = join(app.dataFolder, 'edits.json')
    await writeFile(file, JSON.stringify([{ do: 'remove', entryId: 1e9 }]))
    assert.match((await run('edits', '1', DAY, file)).err, /no entry 1000000000/)
  })

  it('fills a silence by the rules of the station, says what it broke of them, and tells what stays silent', async () => {
    const apart = async (rules: object): Promise<void> => {
      const { etag } = await app.get<{ etag: string }>('api/v1/radio/stations/1/separation')
      const headers = { authorization: await app.bearer(), 'if-match': `"${etag}"` }
      const changed = await app.call('PATCH', 'api/v1/radio/stations/1/separation', { headers, body: rules })
      assert.equal(changed.status, 200, changed.text)
    }
    const { entries } = await day()
    const ofTwo = entries.filter(({ startsAt }) => startsAt.startsWith(`${DAY}T02`))
    const near = ofTwo.at(-2)?.trackId ?? 0
    const silent = ofTwo.at(-1)?.entryId
    const place = Date.parse(ofTwo.at(-1)?.startsAt ?? '')
    const isNear = ({ startsAt }: { startsAt: string }): boolean => Math.abs(Date.parse(startsAt) - place) < 5_400_000
    const heardNear = new Set(entries.filter(isNear).map(({ trackId }) => trackId))
    const far = entries.find(({ trackId }) => trackId !== null && !heardNear.has(trackId))?.trackId ?? 0
    const cartOf = async (name: string, ids: number[]): Promise<string> => {
      const members = ids.map((trackId) => ({ trackId }))
      return String((await post('api/v1/radio/stations/1/carts', { name, members })).cartId)
    }
    await apart({ titleMinutes: 60 })
    assert.equal((await run('remove', '1', DAY, String(silent))).code, 0)
    const time = new Date(place).toISOString().slice(11, 19)
    const [close, both] = [await cartOf('Close', [near]), await cartOf('Both', [near, far])]
    assert.match((await run('fill', '1', DAY, '23:59', '--cart', close)).err, /silence/i)
    const former = (await day()).revision
    const dry = await run('fill', '1', DAY, time, '--cart', both, '--dry-run')
    assert.equal(dry.code, 0, dry.err)
    assert.match(dry.out, new RegExp(`${time} +5:00 +MUS +Song`))
    assert.equal((await day()).revision, former)
    const chosen = await run('fill', '1', DAY, time, '--cart', both, '--json')
    const { added } = JSON.parse(chosen.out) as { added: { trackId: number }[] }
    assert.deepEqual(
      added.map(({ trackId }) => trackId),
      [far],
      'the one that was heard minutes before is not chosen',
    )
    assert.equal((await run('undo', '1', DAY)).code, 0)
    const broken = await run('fill', '1', DAY, time, '--cart', close, '--dry-run', '--json')
    const told = JSON.parse(broken.out) as { added: { broken: string[] }[]; unfilled: { reason: string }[] }
    assert.match(JSON.stringify([told.added.map((one) => one.broken), told.unfilled]), /60 min are wanted/)
    const [nothing] = [await cartOf('Nothing', [])]
    const left = await run('fill', '1', DAY, time, '--cart', nothing)
    assert.equal(left.code, 3, `${left.out} ${left.err}`)
    assert.equal(
      (await day()).gaps.some(({ startsAt }) => startsAt.slice(11, 19) === time),
      true,
    )
    await apart({ titleMinutes: 0 })
    assert.equal((await run('fill', '1', DAY, time, '--cart', close)).code, 0)
    assert.equal((await run('undo', '1', DAY)).code, 0)
    assert.equal((await run('undo', '1', DAY)).code, 0)
  })

  it('goes out as a file and comes in again, and traffic by a template', async () => {
    const out = join(app.dataFolder, 'day.csv')
    assert.equal((await run('export', '1', DAY, '--out', out)).code, 0)
    assert.match((await run('import', '1', DAY, out)).out, /Nothing was written/)
    const spec = join(app.dataFolder, 'template.json')
    const columns = { time: 'Time', cart: 'Cart' }
    await writeFile(spec, JSON.stringify({ form: 'csv', name: 'Traffic', makes: 'spot', columns }))
    const added = await host.run(['log-templates', 'add', '1', spec])
    assert.equal(added.code, 0, added.err)
    const traffic = join(app.dataFolder, 'traffic.csv')
    await writeFile(traffic, 'Time,Cart\n08:20:00,Cart 7\n09:20:00,Cart 8\n')
    const wrong = await run('import', '1', DAY, traffic, '--format', '1')
    assert.deepEqual([wrong.code, /line 3 cart: Nothing in the library is “Cart 8”/.test(wrong.out)], [1, true])
    assert.equal((await run('import', '1', DAY, traffic, '--format', '1', '--leave-out')).code, 3)
    const spots = (await day()).entries.filter(({ what }) => what === 'spot')
    assert.deepEqual(
      spots.map(({ title, typeCode }) => [title, typeCode]),
      [['Cart 7', null]],
    )
    assert.match((await run('check', '1', DAY)).out, /The type of Cart 7 stands for nothing here/)
    assert.match((await readFile(out, 'utf8')).split('\n')[0] ?? '', /entry,hour,start/)
  })

  it('is published, undone and put away by who may publish; over rows of others only by who may remove rows', async () => {
    await app.claim()
    const made = await app.cli('POST', 'api/v1/access/keys', { name: 'publisher', scopes: ['read', 'jobs:write'] })
    const headers = { authorization: `Bearer ${(made.json as { key: string }).key}` }
    const asPublisher = (path: string, body: object) => app.call('POST', `api/v1/${path}`, { headers, body })
    const { logId, gaps, entries } = await day()
    const first = entries.find(({ trackId }) => trackId !== null)
    const at = Date.parse(first?.startsAt ?? '')
    const instance = fake.seed.instance({ show: fake.seed.show('Guests'), startsAt: at, endsAt: at + 3_600_000 })
    const row = fake.seed.row({ instance, file: 1, startsAt: at + 60_000, lengthMs: 60_000 })
    const hour = (await day()).hoursOfDay[0]?.startsAt
    const acceptedGaps = [...gaps.map(({ startsAt }) => startsAt), ...(await stopped(logId, gaps))]

    const seen = await asPublisher(`radio/logs/${logId}/preview`, { hour, acceptedGaps })
    const draft = seen.json as PublishPreview
    assert.deepEqual(
      draft.inTheWay.map(({ rowId, show, isTaken }) => [rowId, show, isTaken]),
      [[row, 'Guests', false]],
    )
    const over = await asPublisher(`radio/logs/${logId}/preview`, { hour, acceptedGaps, takeOver: [row] })
    assert.equal(over.status, 403)
    assert.equal((await asPublisher(`plans/${draft.planId}/discard`, {})).status, 200, seen.text)
    assert.equal((await asPublisher('plans/9999/undo', {})).status, 403)

    assert.equal((await run('preview', '1', DAY, '--hour', '99')).code, 1)
    const listed = await run('preview', '1', DAY, '--hour', '00', '--accept-gaps')
    assert.equal(listed.code, 0, 'silence was accepted')
    assert.match(listed.out, new RegExp(`${row} .*Guests.*stays unless it is named`))
    const took = await run('publish', '1', DAY, '--hour', '00', '--accept-gaps', '--take-over', String(row))
    assert.match(took.out, /One row of others is taken over/, took.err)
    assert.equal(fake.rows.schedule.get(row), undefined)
    const [publication] = (await app.get<{ items: PublicationView[] }>(`api/v1/radio/logs/${logId}/publications`)).items
    assert.deepEqual([publication?.state, publication?.takeCount], ['verified', 1])
    const planId = publication?.planId ?? 0
    assert.equal((await asPublisher(`plans/${planId}/undo`, {})).status, 403)
    assert.equal((await host.run(['plans', 'undo', String(planId)])).code, 0)
    assert.equal(fake.rows.schedule.where((one) => one['instance'] === instance).length, 1)

    const gapsNow = await stopped(logId, gaps)
    const published = await asPublisher(`radio/logs/${logId}/publish`, {
      hour,
      acceptedGaps: [...acceptedGaps, ...gapsNow],
    })
    assert.equal(published.status, 202, published.text)
    const mine = (published.json as { planId: number }).planId
    const stateOf = async () => (await app.get<{ state: string }>(`api/v1/plans/${mine}`)).state
    await app.until('published', async () => (await stateOf()) === 'applied')
    assert.equal((await asPublisher(`plans/${mine}/undo`, {})).status, 202)
    await app.until('undone', async () => (await stateOf()) === 'undone')
  })

  it('is copied, filled for days, and held by one person', async () => {
    assert.equal((await run('copy', '1', DAY, '2031-05-06')).code, 0)
    const range = await run('generate-range', '1', '2031-05-07', '2031-05-08')
    assert.equal(range.code, 0, range.err)
    assert.match((await run('lock', '1', DAY)).out, /edits the log of 2031-05-05 until/)
    assert.match((await run('unlock', '1', DAY)).out, /is free/)
    assert.equal((await run('make', '1', '2031-05-09')).code, 0)
    assert.equal((await run('get', '1')).code, 0)
  })
})
