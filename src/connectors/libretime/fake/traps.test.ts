import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { it } from 'node:test'
import { manualClock } from '../../../kernel/clock.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../fake-server.ts'
import { call, list, mp3, scheduleBody, upload, wav } from './test-calls.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const HOUR_MS = 3_600_000

async function startFake(): Promise<{ fake: FakeLibreTime; clock: ReturnType<typeof manualClock> }> {
  const clock = manualClock(NOW)
  return { fake: await startFakeLibreTime({ clock, station: { timezone: 'America/New_York' } }), clock }
}

/** A show with an instance of two hours that begins in an hour, and a file. */
function world(fake: FakeLibreTime): { show: number; instance: number; file: number } {
  const show = fake.seed.show('Morning')
  const instance = fake.seed.instance({ show, startsAt: NOW + HOUR_MS, endsAt: NOW + 3 * HOUR_MS })
  return { show, instance, file: fake.seed.file({ title: 'Song' }) }
}

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000', '')

it('trap 1: an unknown filter is ignored and everything comes back', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const { instance, file, show } = world(fake)
  const other = fake.seed.instance({ show, startsAt: NOW + 9 * HOUR_MS, endsAt: NOW + 10 * HOUR_MS })
  fake.seed.row({ instance, file, startsAt: NOW + HOUR_MS, lengthMs: 180_000 })
  fake.seed.row({ instance: other, file, startsAt: NOW + 9 * HOUR_MS, lengthMs: 180_000 })
  for (const query of [`instance=${instance}`, 'limit=1', 'page=2', 'search=zzz', 'ordering=-starts_at'])
    assert.equal((await list(fake, `/api/v2/schedule?${query}`)).length, 2, query)
  assert.equal((await list(fake, `/api/v2/show-instances?show=99`)).length, 2)
  assert.equal((await list(fake, `/api/v2/schedule?starts_after=${iso(NOW + 8 * HOUR_MS)}`)).length, 1)
})

it('trap 2: a file sent to v2 is thrown away and leaves a row that waits for ever', async () => {
  const { fake, clock } = await startFake()
  await using _ = fake
  const form = new FormData()
  for (const [name, value] of Object.entries({ size: '9', mime: 'audio/mpeg', accessed: '0', name: 'x' }))
    form.set(name, value)
  form.set('file', new Blob(['123456789']), 'x.mp3')
  const { status, json } = await call(fake, 'POST /api/v2/files', { raw: form })
  assert.deepEqual([status, json['import_status'], json['filepath']], [201, 1, null])
  clock.advance(3 * HOUR_MS)
  await call(fake, 'GET /api/live-info')
  assert.equal((await call(fake, `GET /api/v2/files/${String(json['id'])}`)).json['import_status'], 1)
  assert.equal((await call(fake, `GET /api/v2/files/${String(json['id'])}/download`)).status, 500)
  assert.equal(fake.disk.size, 0)
})

it('trap 3: /rest and v2 take the key in different forms, and neither takes that of the other', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const basic = `Basic ${Buffer.from(`${fake.key}:`).toString('base64')}`
  assert.equal((await call(fake, 'GET /rest/media?limit=1')).status, 200)
  assert.equal((await call(fake, 'GET /rest/media', { headers: { authorization: `Api-Key ${fake.key}` } })).status, 500)
  assert.equal((await call(fake, 'GET /api/v2/shows', { headers: { authorization: basic } })).status, 403)
  assert.equal((await call(fake, 'GET /api/v2/shows')).status, 200)
})

it('trap 4: a wrong key is 403 on v2 and a page with status 500 on /rest', async () => {
  const { fake } = await startFake()
  await using _ = fake
  assert.equal((await call(fake, 'GET /api/v2/shows', { headers: { authorization: 'Api-Key no' } })).status, 403)
  const wrong = `Basic ${Buffer.from('no:').toString('base64')}`
  const { status, text, type } = await call(fake, 'GET /rest/media', { headers: { authorization: wrong } })
  assert.deepEqual([status, type], [500, 'text/html; charset=UTF-8'])
  assert.match(text, /^ERROR: Incorrect API key\.<!DOCTYPE html>/)
})

it('trap 5: fields beside an upload are ignored; the track type comes from the cookie, as a number', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const type = fake.seed.trackType({ code: 'MUS' })
  const fields = { track_title: 'Mine', artist_name: 'Me', library: String(type) }
  const plain = await upload(fake, { name: 'file name.wav', bytes: wav(1) }, { fields })
  const tagged = await upload(
    fake,
    { name: 'x.mp3', bytes: mp3(40, { TIT2: 'From the tag', TPE1: 'Ä' }) },
    { headers: { cookie: `a=b; tt_upload=${type}` } },
  )
  await fake.analyzer.settled()
  const first = fake.rows.files.get(Number(plain.json['id']))
  assert.deepEqual([first?.track_title, first?.artist_name, first?.library], ['file name.wav', null, null])
  const second = fake.rows.files.get(Number(tagged.json['id']))
  assert.deepEqual([second?.track_title, second?.artist_name, second?.library], ['From the tag', 'Ä', type])
  for (const cookie of ['tt_upload=MUS', 'tt_upload=77']) {
    const { status, text } = await upload(fake, { name: 'y.wav', bytes: wav(1) }, { headers: { cookie } })
    assert.deepEqual([status, text.startsWith('An error occurred while processing your upload.')], [400, true], cookie)
  }
})

it('trap 6: every upload that fails leaves a hidden row of junk', async () => {
  const { fake } = await startFake()
  await using _ = fake
  assert.equal((await upload(fake, { name: 'x.aiff', bytes: wav(1) })).status, 400)
  assert.equal((await upload(fake, { name: 'y', bytes: wav(1) })).status, 400)
  const rubbish = await upload(fake, { name: 'rubbish.mp3', bytes: Buffer.from('not audio') })
  assert.equal(rubbish.status, 201)
  await fake.analyzer.settled()
  const junk = fake.rows.files.all().map(({ import_status, hidden }) => [import_status, hidden])
  assert.deepEqual(junk, [
    [2, true],
    [2, true],
    [2, true],
  ])
  assert.deepEqual(await list(fake, '/rest/media'), [])
  assert.equal((await call(fake, 'GET /rest/media')).headers.get('x-total-count'), '3')
  assert.deepEqual(fake.effects.duplicates(), [])
})

it('trap 7: deleting a file in v2 takes the audio and leaves the row; /rest takes both', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const id = fake.seed.file()
  assert.equal((await call(fake, `GET /api/v2/files/${id}/download`)).status, 200)
  for (const time of ['first', 'second'])
    assert.equal((await call(fake, `DELETE /api/v2/files/${id}`)).status, 204, time)
  const { json } = await call(fake, `GET /api/v2/files/${id}`)
  assert.deepEqual([json['import_status'], json['exists']], [0, true])
  assert.equal((await call(fake, `GET /api/v2/files/${id}/download`)).status, 404)
  assert.equal((await call(fake, `DELETE /rest/media/${id}`)).status, 204)
  assert.equal((await call(fake, `GET /api/v2/files/${id}`)).status, 404)
  assert.equal((await call(fake, `DELETE /rest/media/${id}`)).status, 404)
})

it('trap 8: a file that goes takes its schedule and its history along', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const { show, file } = world(fake)
  const past = fake.seed.instance({ show, startsAt: NOW - 2 * HOUR_MS, endsAt: NOW - HOUR_MS })
  fake.seed.row({ instance: past, file, startsAt: NOW - 2 * HOUR_MS, lengthMs: 180_000 })
  fake.seed.history({ file, instance: past, startsAt: NOW - 2 * HOUR_MS, endsAt: NOW - 2 * HOUR_MS + 180_000 })
  await call(fake, `DELETE /rest/media/${file}`)
  assert.deepEqual([fake.rows.schedule.size, fake.rows['playout-history'].size], [0, 0])
})

it('trap 9: v2 tells playout nothing; it learns of a row by its poll of 400 s or by a push', async () => {
  const { fake, clock } = await startFake()
  await using _ = fake
  const { file, show } = world(fake)
  const instance = fake.seed.instance({ show, startsAt: NOW, endsAt: NOW + HOUR_MS })
  const body = scheduleBody({ instance, file, from: iso(NOW + 60_000), to: iso(NOW + 240_000) })
  assert.equal((await call(fake, 'POST /api/v2/schedule', { body })).status, 201)
  clock.advance(120_000)
  assert.deepEqual(fake.playout.onAirNow(), [], 'nobody told it')
  const push = await call(fake, 'GET /api/rabbitmq-do-push?format=json')
  assert.deepEqual([push.status, push.text], [200, '[]'])
  assert.equal(fake.playout.onAirNow()[0]?.fileId, file)
  const later = scheduleBody({ instance, file, from: iso(NOW + 300_000), to: iso(NOW + 480_000) })
  await call(fake, 'POST /api/v2/schedule', { body: later })
  clock.advance(279_000)
  assert.deepEqual(fake.playout.onAirNow(), [])
  clock.advance(1000)
  assert.equal(fake.playout.onAirNow()[0]?.heardFrom, NOW + 400_000, 'late, from the poll on')
})

it('trap 10: one row without fades, or with a cue of a day, stops all updates of playout', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const { instance, file } = world(fake)
  const good = fake.seed.row({ instance, file, startsAt: NOW + HOUR_MS, lengthMs: 180_000 })
  assert.equal(fake.playout.refresh(), true)
  const { fade_in: _fade, ...body } = scheduleBody({
    instance,
    file,
    from: iso(NOW + 2 * HOUR_MS),
    to: iso(NOW + 2 * HOUR_MS + 180_000),
  }) as Record<string, unknown>
  const poison = await call(fake, 'POST /api/v2/schedule', { body })
  assert.deepEqual([poison.status, poison.json['fade_in']], [201, null])
  fake.seed.row({ instance, file, startsAt: NOW + HOUR_MS + 180_000, lengthMs: 180_000 })
  assert.equal(fake.playout.refresh(), false)
  assert.match(fake.playout.lastError ?? '', /TypeError: fromisoformat/)
  assert.deepEqual(
    fake.playout.onAir(NOW + HOUR_MS).map(({ rowId }) => rowId),
    [good],
    'the schedule of before stays',
  )
  assert.deepEqual(fake.playout.onAir(NOW + HOUR_MS + 200_000), [])
  await call(fake, `DELETE /api/v2/schedule/${String(poison.json['id'])}`)
  assert.equal(fake.playout.refresh(), true)
  fake.seed.row({ instance, file, startsAt: NOW + HOUR_MS, lengthMs: 1000, more: { cue_in: 25 * 3600 * 1_000_000 } })
  assert.equal(fake.playout.refresh(), false)
})

it('trap 11: a PATCH drops a new end with 200, and answers a new start with 500 and saves it', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const { instance, file } = world(fake)
  const row = fake.seed.row({ instance, file, startsAt: NOW + HOUR_MS, lengthMs: 180_000 })
  const end = { ends_at: iso(NOW + 2 * HOUR_MS), cue_out: '00:01:00', position: 4 }
  const patched = await call(fake, `PATCH /api/v2/schedule/${row}`, { body: end })
  assert.deepEqual(
    [patched.status, patched.json['ends_at'], patched.json['cue_out'], patched.json['position']],
    [200, iso(NOW + HOUR_MS + 180_000), '00:03:00', 4],
  )
  const moved = await call(fake, `PATCH /api/v2/schedule/${row}`, { body: { starts_at: iso(NOW + 1.5 * HOUR_MS) } })
  assert.deepEqual([moved.status, moved.type], [500, 'text/html; charset=utf-8'])
  const { json } = await call(fake, `GET /api/v2/schedule/${row}`)
  assert.deepEqual([json['starts_at'], json['ends_at']], [iso(NOW + 1.5 * HOUR_MS), iso(NOW + HOUR_MS + 180_000)])
})

it('trap 12: the end and the cue-out that are read are computed, clipped to the instance and blind to the cue-in', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const { instance, file } = world(fake)
  const end = NOW + 3 * HOUR_MS
  const body = {
    ...scheduleBody({ instance, file, from: iso(end - 120_000), to: iso(end + 60_000) }),
    cue_in: '00:00:10',
    cue_out: '00:03:10',
  }
  const posted = await call(fake, 'POST /api/v2/schedule', { body })
  assert.deepEqual([posted.json['ends_at'], posted.json['cue_out']], [iso(end + 60_000), '00:03:10'])
  const { json } = await call(fake, `GET /api/v2/schedule/${String(posted.json['id'])}`)
  assert.deepEqual([json['ends_at'], json['cue_out']], [iso(end), '00:02:00'])
  assert.equal(
    (await list(fake, `/api/v2/schedule?ends_after=${iso(end + 60_000)}`)).length,
    1,
    'filters see what is stored',
  )
})

it('trap 13: overlaps, rows outside of the instance, backward rows and rows without a file are all taken', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const { instance, file } = world(fake)
  const at = (minutes: number): string => iso(NOW + HOUR_MS + minutes * 60_000)
  for (const [from, to] of [
    [0, 3],
    [0, 3],
    [300, 303],
    [9, 5],
  ] as const) {
    const body = scheduleBody({ instance, file, from: at(from), to: at(to) })
    assert.equal((await call(fake, 'POST /api/v2/schedule', { body })).status, 201, `${from}-${to}`)
  }
  const bare = scheduleBody({ instance, file: null, from: at(20), to: at(23) })
  assert.equal((await call(fake, 'POST /api/v2/schedule', { body: bare })).status, 201)
  fake.playout.refresh()
  assert.equal(fake.playout.onAir(NOW + HOUR_MS + 60_000).length, 2, 'one on top of the other')
  assert.deepEqual(fake.playout.onAir(NOW + HOUR_MS + 21 * 60_000), [])
})

it('trap 14: an edit in the web interface puts all rows of the instance back to back', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const { instance, file } = world(fake)
  const at = (minutes: number): number => NOW + HOUR_MS + minutes * 60_000
  const [first = 0, second, third] = [0, 15, 30].map((minutes) =>
    fake.seed.row({ instance, file, startsAt: at(minutes), lengthMs: 180_000 }),
  )
  fake.webInterface.removeRow(first)
  const starts = async (): Promise<unknown[]> =>
    (await list(fake, '/api/v2/schedule')).map((row) => [row['id'], row['starts_at']])
  assert.deepEqual(await starts(), [
    [second, iso(at(0))],
    [third, iso(at(3))],
  ])
  fake.webInterface.addTrack(instance, file, 0)
  assert.deepEqual(
    (await starts()).map((row) => (row as unknown[])[1]),
    [iso(at(0)), iso(at(3)), iso(at(6))],
  )
  assert.deepEqual(
    fake.playout.messages.map(({ message }) => message),
    ['update_schedule', 'update_schedule'],
  )
})

it('trap 15: an instance with a fraction of a second breaks the calendar for everybody', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const { show } = world(fake)
  assert.equal(fake.webInterface.calendar(NOW, NOW + 9 * HOUR_MS).status, 200)
  const body = {
    show,
    created_at: iso(NOW),
    starts_at: '2026-03-01T16:00:00.5Z',
    ends_at: '2026-03-01T17:00:00Z',
    modified: false,
    auto_playlist_built: false,
  }
  const { json } = await call(fake, 'POST /api/v2/show-instances', { body })
  assert.equal(json['starts_at'], '2026-03-01T16:00:00.500000Z')
  assert.equal(fake.webInterface.calendar(NOW, NOW + 9 * HOUR_MS).status, 500)
})

it('trap 16: a weekly rule beside an own instance makes a second one; without a rule the form of the show is a 500', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const show = fake.seed.show('Weekly')
  assert.equal(fake.webInterface.editShow(show).status, 500)
  fake.seed.instance({ show, startsAt: '2026-03-02T11:00:00Z', endsAt: '2026-03-02T12:00:00Z' })
  const inert = { show, firstShowOn: '2026-03-02', startTime: '06:00', more: { last_show_on: '2026-03-02' } }
  const rule = fake.seed.day(inert)
  const instances = (): number => fake.rows['show-instances'].size
  assert.equal(fake.webInterface.calendar(NOW, NOW + 48 * HOUR_MS).status, 200)
  assert.equal(instances(), 1, 'an empty range makes nothing')
  await call(fake, `PATCH /api/v2/show-days/${rule}`, { body: { last_show_on: '2026-03-10' } })
  fake.webInterface.calendar(NOW, NOW + 14 * 24 * HOUR_MS)
  const starts = fake.rows['show-instances'].all().map((row) => iso(row.starts_at / 1000))
  assert.deepEqual(
    starts,
    ['2026-03-02T11:00:00Z', '2026-03-02T11:00:00Z', '2026-03-09T10:00:00Z'],
    'by the clock of New York, over its change',
  )
})

it('trap 17: day 0 is Monday to v2 and Sunday to the station', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const show = fake.seed.show('Sunday show')
  const body = {
    show,
    first_show_on: '2026-03-01',
    start_time: '06:00',
    timezone: 'UTC',
    duration: '01:00',
    repeat_kind: 0,
    week_day: 0,
  }
  const { json } = await call(fake, 'POST /api/v2/show-days', { body })
  assert.deepEqual([json['week_day'], json['start_time']], [0, '06:00:00'])
  assert.deepEqual(fake.webInterface.editShow(show), { status: 200, shows: { weekDays: ['Sunday'] } })
})

it('trap 18: two kinds of repetition are read and cannot be written', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const show = fake.seed.show('Once')
  const day = fake.seed.day({ show, firstShowOn: '2026-03-01', startTime: '06:00', more: { repeat_kind: -1 } })
  const { json } = await call(fake, `GET /api/v2/show-days/${day}`)
  assert.equal(json['repeat_kind'], -1)
  const back = await call(fake, `PUT /api/v2/show-days/${day}`, { body: json })
  assert.deepEqual([back.status, back.json], [400, { repeat_kind: ['"-1" is not a valid choice.'] }])
})

it('trap 19: lists have no order, and a row that was written to comes last', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const ids = fake.seed.files(3)
  await call(fake, `PATCH /api/v2/files/${ids[0]}`, { body: { genre: 'Jazz' } })
  assert.deepEqual(
    (await list(fake, '/api/v2/files')).map(({ id }) => id),
    [ids[1], ids[2], ids[0]],
  )
})

it('trap 20: live-info tells tracks in UTC and shows in station time; live-info-v2 tells all in one zone', async () => {
  const { fake } = await startFake()
  await using _ = fake
  const show = fake.seed.show('A & B')
  const instance = fake.seed.instance({ show, startsAt: NOW - HOUR_MS, endsAt: NOW + HOUR_MS })
  const file = fake.seed.file({ title: 'Now', artist: 'X' })
  fake.seed.row({ instance, file, startsAt: NOW - 60_000, lengthMs: 180_000 })
  const first = (await call(fake, 'GET /api/live-info')).json as {
    current: { starts: string }
    currentShow: { starts: string; name: string }[]
    timezone: string
    schedulerTime: string
  }
  assert.equal(first.current.starts, '2026-03-01 11:59:00')
  assert.deepEqual(
    [first.currentShow[0]?.starts, first.schedulerTime, first.timezone],
    ['2026-03-01 06:00:00', '2026-03-01 07:00:00', 'America/New_York'],
  )
  assert.equal(first.currentShow[0]?.name, 'A &amp; B', 'escaped for HTML')
  const second = (await call(fake, 'GET /api/live-info-v2')).json as {
    tracks: { current: { starts: string; metadata: { utime: string } } }
    shows: { current: { starts: string } }
  }
  assert.deepEqual(
    [second.tracks.current.starts, second.shows.current.starts],
    ['2026-03-01 06:59:00', '2026-03-01 06:00:00'],
  )
  assert.equal(second.tracks.current.metadata.utime, '2026-03-01 12:00:00', 'but these stay UTC')
})

it('finds a pending file by its md5 and takes it into a folder of the artist, with a uuid when the name is taken', async () => {
  const clock = manualClock(NOW)
  await using fake = await startFakeLibreTime({ clock, analyzerDelayMs: 5000 })
  const bytes = mp3(200, { TIT2: 'T', TPE1: 'a/b'.replace('/', ' ').repeat(30), TALB: 'Album', COMM: 'said' })
  const name = `${'n'.repeat(60)}.mp3`
  const first = await upload(fake, { name, bytes })
  assert.deepEqual(
    [first.status, first.type, first.json['track_title'], first.json['hidden']],
    [201, 'text/html; charset=UTF-8', name, true],
  )
  const md5 = createHash('md5').update(bytes).digest('hex')
  assert.deepEqual(
    (await list(fake, `/api/v2/files?md5=${md5}`)).map((row) => [row['id'], row['import_status']]),
    [[first.json['id'], 1]],
  )
  const patched = await call(fake, `PATCH /api/v2/files/${String(first.json['id'])}`, {
    body: { track_title: 'Too early' },
  })
  assert.equal(patched.json['track_title'], 'Too early')
  const second = await upload(fake, { name, bytes })
  clock.advance(10_000)
  await fake.analyzer.settled()
  const row = fake.rows.files.get(Number(first.json['id']))
  assert.deepEqual([row?.track_title, row?.['comment'], row?.['description']], ['T', 'said', 'said'])
  const folder = `imported/1/${'a b'.repeat(16)}/Album/${'n'.repeat(48)}`
  assert.equal(row?.filepath, `${folder}.mp3`)
  assert.match(fake.rows.files.get(Number(second.json['id']))?.filepath ?? '', /n{48}_[0-9a-f-]{36}\.mp3$/)
  assert.deepEqual(fake.effects.duplicates(), [`files md5=${md5}`])
  const part = await call(fake, `GET /api/v2/files/${String(row?.id)}/download`, { headers: { range: 'bytes=0-2' } })
  assert.deepEqual([part.status, part.text, part.type], [206, 'ID3', 'text/html; charset=utf-8'])
})
