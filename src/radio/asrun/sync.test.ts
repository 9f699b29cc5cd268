import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type AsRunWorld, openAsRunWorld } from '../../../test/as-run-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import type { FakeLibreTime } from '../../connectors/libretime/fake-server.ts'
import { AppError } from '../../kernel/errors.ts'
import { daySpan } from '../../kernel/time.ts'
import { findDay, listDays, listLines } from './day-store.ts'
import type { PlannedPlay } from './model.ts'
import { lastHistorySync, owedOf } from './reads.ts'
import { findPlays, getKeeping, playsOf, saveKeeping } from './store.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const SPAN = { from: Date.parse('2026-11-17T23:00:00Z'), to: Date.parse('2026-11-18T23:00:00Z') }

const at = (text: string): number => Date.parse(text)
const spanOf = (from: string, to = from, zone = 'Europe/Paris') => ({
  from: daySpan(from, zone).startsAt,
  to: daySpan(to, zone).endsAt,
})
const plays = (world: AsRunWorld) => findPlays(world.db.read, world.stationId, { limit: 1000 })
const lines = (world: AsRunWorld, day: string) => listLines(world.db.read, world.stationId, day)
const ofDay = async (world: AsRunWorld, day: string) =>
  (await lines(world, day)).map(({ ref, verdict, playId }) => [ref, verdict, playId !== null])
const wanted = (ref: string, trackId: number, startsAt: number): PlannedPlay => ({
  ref,
  trackId,
  title: ref,
  startsAt,
  lengthMs: 3 * MINUTE_MS,
  orderId: null,
})
const heard = (world: AsRunWorld, file: number, startsAt: number): number =>
  world.libretime.seed.history({ file, startsAt, endsAt: startsAt + 3 * MINUTE_MS })

onEachDatabase('the ledger of plays', (open) => {
  it('H1: keeps what belongs in the range of the whole table that LibreTime gives, and the same rows each time', async () => {
    await using db = await open()
    await using world = await openAsRunWorld(db)
    const [file = 0] = world.libretime.seed.files(1)
    for (const day of ['2025-01-01', '2026-11-17', '2026-11-18', '2026-11-19'])
      heard(world, file, at(`${day}T10:00:00Z`))
    const span = spanOf('2026-11-18')
    const first = await world.sync(span)
    assert.deepEqual([first.told, first.added, first.changed, first.vanished], [1, 1, 0, 0])
    const kept = await plays(world)
    assert.deepEqual(
      kept.map(({ startsAt, title, isEstimate }) => [startsAt, title, isEstimate]),
      [[at('2026-11-18T10:00:00Z'), 'Track 1', true]],
    )
    const again = await world.sync(span)
    assert.deepEqual([again.told, again.added, again.changed, again.vanished, again.days], [1, 0, 0, 0, []])
    assert.deepEqual(await plays(world), kept)
  })

  it('H1: goes on where it ended, also with what was written late for a day that it knows', async () => {
    await using db = await open()
    await using world = await openAsRunWorld(db)
    const [file = 0] = world.libretime.seed.files(1)
    heard(world, file, at('2026-11-14T10:00:00Z'))
    assert.equal((await world.sync()).added, 1)
    world.clock.advance(5 * DAY_MS)
    heard(world, file, at('2026-11-14T20:00:00Z'))
    heard(world, file, at('2026-01-01T20:00:00Z'))
    heard(world, file, at('2026-11-22T20:00:00Z'))
    const { added, days } = await world.sync()
    assert.deepEqual([added, days.includes('2026-11-14')], [2, true])
    assert.deepEqual(await ofDay(world, '2026-11-14'), [
      [null, 'extra', true],
      [null, 'extra', true],
    ])
  })

  it('keeps a play when its show or its file is deleted there, and says so', async () => {
    await using db = await open()
    await using world = await openAsRunWorld(db)
    const { libretime } = world
    const type = libretime.seed.trackType({ code: 'ADV' })
    const file = libretime.seed.file({ title: 'Bike Co-op', artist: 'Spot', trackType: type, md5: 'a'.repeat(32) })
    const show = libretime.seed.show('Noon')
    const [startsAt, endsAt] = ['2026-11-18T10:00:00Z', '2026-11-18T11:00:00Z']
    const instance = libretime.seed.instance({ show, startsAt, endsAt })
    const historyId = libretime.seed.history({ file, instance, startsAt, endsAt })
    await world.sync(SPAN)
    libretime.rows['playout-history'].update(historyId, { instance: null })
    assert.deepEqual([(await world.sync(SPAN)).changed, (await plays(world))[0]?.windowId], [0, instance])
    libretime.rows['playout-history'].remove(historyId)
    libretime.rows.files.remove(file)
    assert.equal((await world.sync(SPAN)).vanished, 1)
    const [play] = await plays(world)
    assert.deepEqual(
      [play?.title, play?.artist, play?.typeCode, play?.md5, play?.trackId, play?.vanishedAt],
      ['Bike Co-op', 'Spot', 'ADV', 'a'.repeat(32), file, world.clock.now()],
    )
    assert.equal((await world.sync(SPAN)).vanished, 0)
    assert.deepEqual(await ofDay(world, '2026-11-18'), [[null, 'extra', true]])
  })

  it('follows what is changed there, and does not take the number of another play for the same', async () => {
    await using db = await open()
    await using world = await openAsRunWorld(db)
    const [one = 0, two = 0] = world.libretime.seed.files(2)
    const historyId = heard(world, one, at('2026-11-18T10:00:00Z'))
    await world.sync(SPAN)
    const change = (to: Record<string, number | null>) => world.libretime.rows['playout-history'].update(historyId, to)
    change({ starts: at('2026-11-18T10:05:00Z') * 1000 })
    assert.deepEqual(
      [(await world.sync(SPAN)).changed, (await plays(world))[0]?.startsAt],
      [1, at('2026-11-18T10:05:00Z')],
    )
    change({ ends: null })
    assert.equal((await world.sync(SPAN)).changed, 1)
    change({ file: two })
    const { added, vanished } = await world.sync(SPAN)
    assert.deepEqual([added, vanished], [1, 1])
    assert.deepEqual(
      (await plays(world)).map(({ historyId: n, round, trackId, vanishedAt }) => [
        n,
        round,
        trackId,
        vanishedAt !== null,
      ]),
      [
        [historyId, 2, two, false],
        [historyId, 1, one, true],
      ],
    )
    assert.equal((await world.sync(SPAN)).added, 0)
  })

  it('knows the true start of the play of which the library says when it was last played, and of no other', async () => {
    await using db = await open()
    await using world = await openAsRunWorld(db)
    const { libretime } = world
    const [file = 0] = libretime.seed.files(1)
    heard(world, file, at('2026-11-18T09:00:00Z'))
    heard(world, file, at('2026-11-18T10:00:00Z'))
    Object.assign(libretime.rows.files.get(file) as object, { last_played_at: at('2026-11-18T10:00:14.250Z') * 1000 })
    world.planned.push(
      wanted('early', file, at('2026-11-18T09:00:00Z')),
      wanted('late', file, at('2026-11-18T10:00:00Z')),
    )
    await world.sync()
    assert.deepEqual(
      (await lines(world, '2026-11-18')).map(({ ref, verdict, offMs, isEstimate }) => [
        ref,
        verdict,
        offMs,
        isEstimate,
      ]),
      [
        ['early', 'matched', 0, true],
        ['late', 'late', 14_250, false],
      ],
    )
    const { estimates, plays: count } = (await findDay(db.read, world.stationId, '2026-11-18'))?.counts ?? {}
    assert.deepEqual([estimates, count], [1, 2])
  })

  it('reads a long history by stretches of time, each new play by its number: the hour that comes twice is right', async () => {
    await using db = await open()
    await using world = await openAsRunWorld(db, { now: '2026-10-26T12:00:00Z' })
    const { libretime, stationId } = world
    const [file = 0] = libretime.seed.files(1)
    heard(world, file, at('2026-10-25T00:30:00Z'))
    await world.sync()
    const keeping = await getKeeping(db.read, stationId)
    await db.tx((tx) => saveKeeping(tx, stationId, { ...keeping, rowsThere: 1_000_000 }))
    const repeated = heard(world, file, at('2026-10-25T01:30:00Z'))
    libretime.seed.history({
      file: null,
      startsAt: '2026-10-25T03:00:00Z',
      endsAt: null,
      title: 'Live',
      artist: 'Mara',
    })
    libretime.requests.clear()
    assert.equal((await world.sync()).added, 2)
    const asked = libretime.requests.all().map(({ path }) => path)
    assert.equal(asked.includes('/api/v2/playout-history'), false, asked.join(' '))
    assert.deepEqual(
      (await plays(world)).map(({ startsAt, title }) => [new Date(startsAt).toISOString().slice(11, 16), title]),
      [
        ['03:00', 'Live'],
        ['01:30', 'Track 1'],
        ['00:30', 'Track 1'],
      ],
    )
    assert.deepEqual([(await world.sync()).added, (await world.sync()).told], [0, 3])
    libretime.rows['playout-history'].remove(repeated)
    assert.equal((await world.sync()).vanished, 1)
    const span = spanOf('2026-10-25')
    for (let n = 0; n < 301; n++) heard(world, file, span.from + n * MINUTE_MS)
    libretime.requests.clear()
    assert.equal((await world.sync(span)).added, 301)
    const paths = libretime.requests.all().map(({ path }) => path)
    assert.deepEqual([paths.length < 10, paths.includes('/api/v2/playout-history')], [true, true])
  })

  it('H4: a LibreTime that does not answer, or answers something else, is an error, and changes nothing', async () => {
    await using db = await open()
    await using world = await openAsRunWorld(db)
    const { libretime, stationId } = world
    const [file = 0] = libretime.seed.files(1)
    heard(world, file, at('2026-11-19T10:00:00Z'))
    world.planned.push(wanted('spot', file, at('2026-11-20T09:00:00Z')))
    await world.sync()
    const kept = await plays(world)
    const days = await listDays(db.read, stationId, { limit: 100 })
    world.clock.advance(HOUR_MS)
    const faults: Parameters<FakeLibreTime['faults']['add']>[0][] = [
      { kind: 'status', status: 500 },
      { kind: 'status', status: 403 },
      { kind: 'html', status: 200 },
      { kind: 'truncated' },
      { kind: 'cut' },
    ]
    for (const fault of faults) {
      libretime.faults.set(fault)
      await assert.rejects(world.sync(), AppError)
      libretime.faults.clear()
    }
    assert.deepEqual(await plays(world), kept)
    assert.deepEqual(await listDays(db.read, stationId, { limit: 100 }), days)
    const { at: syncedAt, failedAt, reason } = await lastHistorySync(db.read, stationId)
    assert.deepEqual([syncedAt, failedAt], [world.clock.now() - HOUR_MS, world.clock.now()])
    assert.match(String(reason?.code), /^remote\//)
    await world.sync()
    assert.equal((await lastHistorySync(db.read, stationId)).failedAt, null)
  })
})

onEachDatabase('broadcast days', (open) => {
  it('H2: begin and end at midnight of the station, and last as long as its clocks say where they change', async () => {
    for (const [zone, day, hours] of [
      ['Europe/Paris', '2026-03-29', 23],
      ['Europe/Paris', '2026-10-25', 25],
      ['Europe/Paris', '2026-06-01', 24],
      ['America/New_York', '2026-03-08', 23],
      ['America/New_York', '2026-11-01', 25],
      ['Australia/Lord_Howe', '2026-10-04', 23.5],
      ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ] as const) {
      await using db = await open()
      await using world = await openAsRunWorld(db, { now: '2026-12-01T12:00:00Z', timeZone: zone })
      const [file = 0] = world.libretime.seed.files(1)
      const span = spanOf(day, day, zone)
      for (const startsAt of [span.from - 1000, span.from, span.to - 1000, span.to]) heard(world, file, startsAt)
      await world.sync(span)
      const { startsAt = 0, endsAt = 0, counts } = (await findDay(db.read, world.stationId, day)) ?? {}
      assert.deepEqual([(endsAt - startsAt) / HOUR_MS, counts?.extra], [hours, 2], `${zone} ${day}`)
    }
  })

  it('H2, H3: a play over midnight counts once, with its plan, whichever day is read first and how often', async () => {
    const midnight = spanOf('2026-11-18').to
    for (const order of [
      ['2026-11-18', '2026-11-19'],
      ['2026-11-19', '2026-11-18'],
      ['2026-11-19', '2026-11-18', '2026-11-19', '2026-11-18'],
    ]) {
      await using db = await open()
      await using world = await openAsRunWorld(db)
      const [file = 0] = world.libretime.seed.files(1)
      // Early for the next day, late for the one before, and one that nobody planned.
      const [early, late] = [midnight - 20_000, midnight + 30_000]
      for (const startsAt of [early, late, midnight - 5 * HOUR_MS]) heard(world, file, startsAt)
      world.planned.push(wanted('before', file, midnight - 40_000), wanted('after', file, midnight + 10_000))
      await world.sync(spanOf('2026-11-18', '2026-11-19'))
      for (const day of order) await world.sync(spanOf(day))
      const all = [...(await lines(world, '2026-11-18')), ...(await lines(world, '2026-11-19'))]
      assert.deepEqual(
        all.map(({ airDate, ref, verdict, heardAt }) => [airDate, ref, verdict, (heardAt ?? 0) - midnight]),
        [
          ['2026-11-18', null, 'extra', -5 * HOUR_MS],
          ['2026-11-18', 'before', 'late', -20_000],
          ['2026-11-19', 'after', 'late', 30_000],
        ],
        order.join(' '),
      )
    }
  })

  it('H3: what may still be told is due, not missed; orders are owed what was missed or cut short', async () => {
    await using db = await open()
    await using world = await openAsRunWorld(db)
    const { libretime, stationId } = world
    const [a = 0, b = 0, c = 0] = libretime.seed.files(3)
    const now = world.clock.now()
    world.planned.push(
      { ...wanted('spot:1', a, now - 2 * HOUR_MS), orderId: 7 },
      { ...wanted('spot:2', b, now - HOUR_MS), orderId: 7 },
      { ...wanted('spot:3', c, now - 5 * MINUTE_MS), orderId: 8 },
      wanted('song', c, now - 3 * HOUR_MS),
    )
    libretime.seed.history({ file: b, startsAt: now - HOUR_MS, endsAt: now - HOUR_MS + MINUTE_MS })
    await world.sync()
    assert.deepEqual(await ofDay(world, '2026-11-20'), [
      ['song', 'missed', false],
      ['spot:1', 'missed', false],
      ['spot:2', 'short', true],
      ['spot:3', 'due', false],
    ])
    const owed = () => owedOf(db.read, stationId, { from: now - DAY_MS, to: now })
    assert.deepEqual(
      (await owed()).map(({ orderId, ref, verdict }) => [orderId, ref, verdict]),
      [
        [7, 'spot:1', 'missed'],
        [7, 'spot:2', 'short'],
      ],
    )
    heard(world, c, now - 5 * MINUTE_MS)
    heard(world, a, now - 2 * HOUR_MS + 20_000)
    await world.sync()
    assert.deepEqual(
      (await owed()).map(({ ref }) => ref),
      ['spot:2'],
    )
    assert.equal((await findDay(db.read, stationId, '2026-11-20'))?.state, 'open')
    world.clock.advance(DAY_MS)
    await world.sync()
    assert.equal((await findDay(db.read, stationId, '2026-11-20'))?.state, 'final')
    assert.deepEqual((await playsOf(db.read, stationId, [a, b, 99])).get(a), {
      plays: 1,
      lastAt: now - 2 * HOUR_MS + 20_000,
    })
  })

  it('are held against the rules of the station', async () => {
    await using db = await open()
    await using world = await openAsRunWorld(db)
    const [file = 0] = world.libretime.seed.files(1)
    world.planned.push(wanted('news', file, at('2026-11-19T10:00:00Z')))
    heard(world, file, at('2026-11-19T10:00:08Z'))
    await world.sync()
    assert.equal((await lines(world, '2026-11-19'))[0]?.verdict, 'matched')
    const keeping = await getKeeping(db.read, world.stationId)
    const rules = { ...keeping.rules, lateMs: 5000 }
    await db.tx((tx) => saveKeeping(tx, world.stationId, { ...keeping, rules }))
    assert.deepEqual((await world.sync()).days, ['2026-11-19'])
    assert.equal((await lines(world, '2026-11-19'))[0]?.verdict, 'late')
  })
})
