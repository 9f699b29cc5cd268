import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { makeTrack } from '../../../../test/music-world.ts'
import { createAudit } from '../../../access/audit.ts'
import type { Db } from '../../../db/db.ts'
import { manualClock } from '../../../kernel/clock.ts'
import { AppError } from '../../../kernel/errors.ts'
import { openLog } from '../../../kernel/log.ts'
import { createBus } from '../../../live/bus.ts'
import { openEventLog } from '../../../live/event-log.ts'
import type { ClockFacts, ClockSlot } from '../clocks/contract.ts'
import { listOwnDays } from '../grid/store.ts'
import { exportClocks, importClocks, tryClocks } from '../grid/clock-file.ts'
import {
  changeSeparation,
  clearDay,
  clocksOfDay,
  contentTag,
  separationOfStation,
  setClocksOfDay,
  setWeek,
  tagOfDay,
} from '../grid/edit-grid.ts'
import { countMusic, readWeek } from '../grid/store.ts'
import type { CategoryFacts } from '../pools/contract.ts'
import { previewHour } from '../preview/preview-hour.ts'
import { addThing, changeThing, copyThing, getThing, type MusicDeps, removeThing } from './edit-shelf.ts'
import { listThings } from './store.ts'
import { usesOf } from './uses.ts'

const NOW = Date.parse('2026-11-18T10:42:00Z')
const by = { actor: 'person:1' }
const anyway = { ...by, ifMatch: '*' }

async function stationIn(db: Db, name = 'Riverside'): Promise<number> {
  return db.tx(async (tx) => {
    const { id } = await tx
      .insertInto('radio_stations')
      .values({
        name,
        name_key: name,
        time_zone: 'Europe/Paris',
        library_connection_id: null,
        cms_connection_id: null,
        keeps_programme: 0,
        version: 1,
        created_at: NOW,
        changed_at: NOW,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })
}

function depsOf(db: Db): MusicDeps {
  const clock = manualClock(NOW)
  const log = openLog({ level: 'fatal' }).area('test')
  const events = openEventLog({ db, clock, bus: createBus() })
  return { db, clock, events, audit: createAudit({ clock, events, log, rightsChanged: () => {} }) }
}

const MUSIC: CategoryFacts = {
  query: { typeCodes: ['MUS'], genres: [], leastMs: null, mostMs: null, fromYear: null, toYear: null, text: '' },
  daypartIds: [],
}

const slotOf = (slotId: string, facts: object): ClockSlot =>
  ({ slotId, anchor: null, daypartIds: [], transition: 'segue', ...facts }) as unknown as ClockSlot

const hourOf = (categoryId: number): ClockFacts => ({
  trimAtMostMs: 30_000,
  slots: [
    slotOf('s1', { kind: 'note', text: 'Hello', anchor: { kind: 'hard', atMs: 0 } }),
    slotOf('s2', { kind: 'category', categoryId, fill: { by: 'end' } }),
  ],
})

const refused = async (work: Promise<unknown>, code: string): Promise<AppError> => {
  const error = await work.then(
    () => assert.fail(`was not refused with ${code}`),
    (caught: unknown) => caught,
  )
  assert.ok(error instanceof AppError, String(error))
  assert.equal(error.code, code)
  return error
}

onEachDatabase('what clocks are made of', (open) => {
  it('is added, changed by the newest version only, copied, and removed when nothing needs it', async () => {
    await using db = await open()
    const deps = depsOf(db)
    const stationId = await stationIn(db)
    const daypart = await addThing(deps, 'daypart')(
      stationId,
      { name: 'Morning', facts: { weekDays: [1, 2], from: '06:00', to: '10:00' } },
      by,
    )
    const category = await addThing(deps, 'category')(
      stationId,
      { name: 'Gold', facts: { ...MUSIC, daypartIds: [daypart.id] } },
      by,
    )
    const cart = await addThing(deps, 'cart')(
      stationId,
      {
        name: 'Idents',
        facts: {
          order: 'rotation',
          maxAgeMs: null,
          categoryId: category.id,
          daypartIds: [],
          members: [
            { trackId: 7, weight: 3, from: '2026-11-01', to: null, daypartIds: [] },
            { trackId: 5, weight: 1, from: null, to: null, daypartIds: [daypart.id] },
          ],
        },
      },
      by,
    )
    assert.deepEqual(await getThing(db.read, 'cart', cart.id), cart)
    const clock = await addThing(deps, 'clock')(stationId, { name: 'Day', facts: hourOf(category.id) }, by)
    assert.deepEqual((await usesOf(db.read, stationId)).of('category', category.id).toSorted(), ['Day', 'Idents'])
    await refused(removeThing(deps, 'category')(category.id, by), 'radio/music-in-use')
    await refused(removeThing(deps, 'daypart')(daypart.id, by), 'radio/music-in-use')
    await refused(
      changeThing(deps, 'clock')(clock.id, { facts: {} }, { ...by, ifMatch: '"7"' }),
      'request/version-changed',
    )
    const changed = await changeThing(deps, 'clock')(
      clock.id,
      { name: 'Daytime', facts: { trimAtMostMs: null } },
      { ...by, ifMatch: '"1"' },
    )
    assert.deepEqual([changed.name, changed.version, changed.facts.trimAtMostMs], ['Daytime', 2, null])
    const other = await copyThing(deps, 'clock')(clock.id, 'Night', by)
    assert.deepEqual(other.facts, changed.facts)
    await refused(copyThing(deps, 'clock')(clock.id, 'NIGHT', by), 'radio/music-name-taken')
    const fewer = await changeThing(deps, 'cart')(cart.id, { facts: { members: [], categoryId: null } }, anyway)
    assert.deepEqual((await getThing(db.read, 'cart', cart.id)).facts, fewer.facts)
    for (const id of [clock.id, other.id]) await removeThing(deps, 'clock')(id, by)
    await removeThing(deps, 'cart')(cart.id, by)
    await removeThing(deps, 'category')(category.id, by)
    await removeThing(deps, 'daypart')(daypart.id, by)
    assert.equal(await countMusic(db.read, stationId), 0)
  })

  it('refuses what a clock can’t be, naming the field', async () => {
    await using db = await open()
    const deps = depsOf(db)
    const [stationId, elsewhere] = [await stationIn(db), await stationIn(db, 'Elsewhere')]
    const category = await addThing(deps, 'category')(elsewhere, { name: 'Gold', facts: MUSIC }, by)
    const add = (slots: ClockSlot[]) =>
      addThing(deps, 'clock')(stationId, { name: 'Day', facts: { trimAtMostMs: 0, slots } }, by)
    const note = (slotId: string, atMs: number) =>
      slotOf(slotId, { kind: 'note', text: 'x', anchor: { kind: 'soft', atMs } })
    const pointerOf = (error: AppError) => error.fields[0]?.pointer
    assert.equal(
      pointerOf(await refused(add([note('a', 5000), note('b', 5000)]), 'radio/anchors-out-of-order')),
      '/slots/1/anchor',
    )
    await refused(add([note('a', 0), note('a', 5000)]), 'radio/slot-twice')
    const foreign = slotOf('s', { kind: 'category', categoryId: category.id, fill: { by: 'end' } })
    assert.equal(pointerOf(await refused(add([foreign]), 'radio/no-such-category')), '/slots/0/categoryId')
    await refused(add([foreign, { ...foreign, slotId: 't' }]), 'radio/two-to-the-end')
  })

  it('stands in a week, and in days of their own', async () => {
    await using db = await open()
    const deps = depsOf(db)
    const stationId = await stationIn(db)
    const clock = await addThing(deps, 'clock')(stationId, { name: 'Day', facts: { trimAtMostMs: 0, slots: [] } }, by)
    const empty = await readWeek(db.read, stationId)
    const week = empty.map((day) => day.map((_, hour) => (hour === 2 ? clock.id : null)))
    await refused(setWeek(deps)(stationId, week, { ...by, ifMatch: '"old"' }), 'request/version-changed')
    assert.deepEqual(await setWeek(deps)(stationId, week, { ...by, ifMatch: `"${contentTag(empty)}"` }), week)
    const spring = await clocksOfDay(db.read, stationId, '2027-03-28')
    assert.equal(spring.hours.length, 23)
    assert.deepEqual(
      spring.hours.filter(({ clockId }) => clockId !== null),
      [],
    )
    const autumn = await clocksOfDay(db.read, stationId, '2026-10-25')
    assert.deepEqual(
      autumn.hours.filter(({ clockId }) => clockId === clock.id).map(({ name }) => name),
      ['02', '02+'],
    )
    const day = await setClocksOfDay(deps)({ stationId, airDate: '2027-10-31' }, { '02+': clock.id }, anyway)
    assert.deepEqual(
      day.hours.filter(({ clockId }) => clockId === clock.id).map(({ name }) => name),
      ['02+'],
    )
    assert.equal(day.isOwn, true)
    await refused(
      setClocksOfDay(deps)({ stationId, airDate: '2026-12-01' }, { '02+': null }, anyway),
      'radio/no-such-hour',
    )
    const inUse = await refused(removeThing(deps, 'clock')(clock.id, by), 'radio/music-in-use')
    assert.equal(inUse.params['by'], '7 hours of the week, 1 day with clocks of its own')
    assert.deepEqual(await listOwnDays(db.read, stationId, '2026-12-01'), [
      { airDate: '2027-10-31', clockIds: [clock.id] },
    ])
    assert.deepEqual(await listOwnDays(db.read, stationId, '2027-11-01'), [])
    const back = await clearDay(deps)(stationId, '2027-10-31', by)
    assert.notEqual(tagOfDay(back), tagOfDay(day))
    await setWeek(deps)(stationId, empty, anyway)
    await removeThing(deps, 'clock')(clock.id, by)
  })

  it('goes into a file with names, and comes out at another station, all or nothing', async () => {
    await using db = await open()
    const deps = depsOf(db)
    const [stationId, elsewhere] = [await stationIn(db), await stationIn(db, 'Elsewhere')]
    const gold = await addThing(deps, 'category')(stationId, { name: 'Gold', facts: MUSIC }, by)
    await addThing(deps, 'clock')(stationId, { name: 'Day', facts: hourOf(gold.id) }, by)
    const file = JSON.parse(JSON.stringify(await exportClocks(db.read, stationId)))
    assert.deepEqual([file.clocks[0].slots[1].category, file.clocks[0].slots[1].categoryId], ['Gold', undefined])
    await refused(importClocks(deps)(elsewhere, file, by), 'radio/file-names-nothing')
    const twice = { ...file, clocks: [{ ...file.clocks[0], name: 'Night', slots: [] }, file.clocks[0]] }
    assert.deepEqual(
      (await tryClocks(deps)(elsewhere, twice, by)).map(({ name, problem }) => [name, problem?.code]),
      [
        ['Night', undefined],
        ['Day', 'radio/file-names-nothing'],
      ],
    )
    assert.deepEqual(await listThings(db.read, 'clock', elsewhere), [])
    await addThing(deps, 'category')(elsewhere, { name: 'Other', facts: MUSIC }, by)
    const own = await addThing(deps, 'category')(elsewhere, { name: 'Gold', facts: MUSIC }, by)
    const [added] = await importClocks(deps)(elsewhere, file, by)
    assert.deepEqual(added?.facts, hourOf(own.id))
  })

  it('shows what an hour would be, and stores nothing', async () => {
    await using db = await open()
    const deps = depsOf(db)
    const stationId = await stationIn(db)
    const gold = await addThing(deps, 'category')(stationId, { name: 'Gold', facts: MUSIC }, by)
    const tracks = Array.from({ length: 80 }, (_, index) => makeTrack(index + 1))
    const sources = {
      listPool: async () => tracks,
      listHeard: async () => [],
      lastHeard: async () => new Map<number, number>(),
    }
    const wish = { stationId, airDate: '2026-11-20', hour: '08', seed: '' }
    const look = (facts: object) => previewHour({ reader: db.read, sources }, { ...wish, ...facts })
    assert.equal((await look({})).plan.unfilled[0]?.reason.code, 'music-no-clock')
    const { plan, hour } = await look({ clock: hourOf(gold.id) })
    assert.deepEqual(plan.unfilled, [])
    assert.ok((plan.items.at(-1)?.startsAt ?? Infinity) < hour.endsAt)
    await refused(look({ hour: '24' }), 'radio/no-such-hour')
    await refused(look({ clockId: 99 }), 'radio/no-such-clock')
  })

  it('keeps rules of separation, usual ones at first', async () => {
    await using db = await open()
    const deps = depsOf(db)
    const stationId = await stationIn(db)
    assert.deepEqual(
      [
        (await separationOfStation(db.read, stationId)).rules.artistMinutes,
        (await separationOfStation(db.read, stationId)).version,
      ],
      [90, 0],
    )
    await changeSeparation(deps)(stationId, { artistMinutes: 60 }, { ...by, ifMatch: '"0"' })
    await refused(
      changeSeparation(deps)(stationId, { artistMinutes: 61 }, { ...by, ifMatch: '"0"' }),
      'request/version-changed',
    )
    const { rules, version } = await changeSeparation(deps)(stationId, { titleMinutes: 100 }, { ...by, ifMatch: '"1"' })
    assert.deepEqual([rules.artistMinutes, rules.titleMinutes, version], [60, 100, 2])
  })
})
