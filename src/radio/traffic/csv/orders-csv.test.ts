import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { it } from 'node:test'
import fc from 'fast-check'
import { onEachDatabase } from '../../../../test/databases.ts'
import { by, openTrafficWorld, TRAFFIC_NOW, type TrafficWorld, wish } from '../../../../test/traffic-world.ts'
import { getStation } from '../../stations/index.ts'
import { readCopies, readWeekdays, readWindows, writeCopies, writeWeekdays, writeWindows } from '../model.ts'
import { changeOrder, getOrder } from '../orders.ts'
import { listOrders } from '../store.ts'
import { draftImport } from './draft-import.ts'
import { exportOrders } from './export-orders.ts'
import { orderCsvRoutesOf } from './routes.ts'

async function openCsv(open: Parameters<typeof openTrafficWorld>[0]) {
  const world = await openTrafficWorld(open)
  orderCsvRoutesOf({ ...world.deps, planRegistry: world.registry })
  const { db, deps, plans, jobs, stationId } = world
  let started: Promise<void> | undefined
  return {
    world,
    exported: async () =>
      text(exportOrders(db.read, await getStation(db.read, stationId), TRAFFIC_NOW).data as Readable),
    draft: (file: string) => draftImport(deps, stationId, { bytes: Buffer.from(file), by }),
    orders: () => listOrders(db.read, stationId),
    async run(planId: number | null, direction: 'apply' | 'undo') {
      assert.ok(planId !== null)
      await (started ??= jobs.start())
      await db.tx((tx) => plans[direction](tx, planId, by))
      await jobs.idle()
      return (await plans.find(db.read, planId))?.state
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

const numbers = (orders: readonly { number: string }[]) => orders.map(({ number }) => number)
const copiesOf = async (world: TrafficWorld, orderId: number) =>
  writeCopies((await getOrder(world.db.read, orderId)).copies)

const FILE = `number;name;first_day;last_day;plays;weekdays;windows;copies
2211;Corner Bakery;2026-12-01;2026-12-14;4;Mo Tu We Th Fr;06:00-12:00;11*2; 12 2026-12-05..
`
  .replace('11*2; 12', '"11*2; 12')
  .replace('05..\n', '05.."\n')

onEachDatabase('orders from a file', (open) => {
  it('are tried, applied and taken back', async () => {
    await using csv = await openCsv(open)
    const { planId, counts } = await csv.draft(FILE)
    assert.deepEqual([counts.add, counts.wrong, await csv.orders()], [1, 0, []], 'a dry run changes nothing')
    assert.equal(await csv.run(planId, 'apply'), 'applied')
    const [order] = await csv.orders()
    assert.deepEqual(
      [order?.weekdays, order?.windows, order?.copies.map(({ title, lengthMs }) => [title, lengthMs])],
      [
        [1, 2, 3, 4, 5],
        [{ from: '06:00', to: '12:00' }],
        [
          ['Spot 11', 30_000],
          ['Spot 12', 30_000],
        ],
      ],
    )
    const again = await csv.draft(FILE)
    assert.deepEqual([again.planId, again.counts.same], [null, 1])
    const change = await csv.draft('number,plays,copies\n2211,6,12\n')
    assert.equal(await csv.run(change.planId, 'apply'), 'applied')
    const orderId = order?.orderId ?? 0
    assert.deepEqual([(await csv.orders())[0]?.plays, await copiesOf(csv.world, orderId)], [6, '12'])
    assert.equal(await csv.run(change.planId, 'undo'), 'undone')
    assert.deepEqual([(await csv.orders())[0]?.plays, await copiesOf(csv.world, orderId)], [4, '11*2; 12 2026-12-05..'])
    const extra = await csv.draft('number,name,first_day,last_day,plays\n7,Seven,2026-12-01,2026-12-02,1\n')
    await csv.run(extra.planId, 'apply')
    assert.deepEqual(numbers(await csv.orders()), ['2211', '7'])
    assert.equal(await csv.run(extra.planId, 'undo'), 'undone')
    assert.deepEqual(numbers(await csv.orders()), ['2211'])
  })

  it('are told line by line and column by column when they are wrong', async () => {
    await using csv = await openCsv(open)
    await csv.world.add()
    const { planId, counts, wrong } = await csv.draft(
      [
        'id,number,name,first_day,last_day,plays,windows,copies,priority',
        ',1,One,2026-12-01,2026-12-02,1,,99,5',
        ',2,Two,2026-12-03,2026-12-02,1,,,5',
        ',3,,2026-02-30,,0,25:00-26:00,x,11',
        ',2211,Again,2026-12-01,2026-12-02,1,,14,5',
        '7,4,Four,2026-12-01,2026-12-02,1,,,5',
        ',5,Five,2026-12-01,2026-12-02,1,"22:00-24:00; 23:00-23:30",,5',
        ',5,Five,2026-12-01,2026-12-02,1,,,5',
      ].join('\n'),
    )
    assert.deepEqual([planId, counts.wrong], [null, 7])
    assert.deepEqual(
      wrong.map(({ line, column, said }) => [line, column, said.code.replace('radio/', '')]),
      [
        [2, 'copies', 'no-such-track'],
        [3, 'last_day', 'flight-ends-before-start'],
        [4, 'first_day', 'csv-bad-day'],
        [4, 'plays', 'csv-bad-count'],
        [4, 'windows', 'csv-bad-windows'],
        [4, 'priority', 'csv-bad-count'],
        [4, 'copies', 'csv-bad-copies'],
        [4, 'name', 'csv-needed'],
        [4, 'last_day', 'csv-needed'],
        [5, 'copies', 'copy-not-usable'],
        [6, 'id', 'no-such-order'],
        [7, 'windows', 'windows-overlap'],
        [8, null, 'csv-line-twice'],
      ],
    )
  })

  it('that were changed meanwhile are left alone', async () => {
    await using csv = await openCsv(open)
    const { orderId } = await csv.world.add()
    const { planId } = await csv.draft('number,plays\n2211,9\n')
    await changeOrder(csv.world.deps)(orderId, { plays: 5 }, { ...by, ifMatch: '1' })
    await csv.run(planId, 'apply')
    assert.equal((await csv.orders())[0]?.plays, 5)
  })

  it('are asked for at the library once, and only tracks that are new', async () => {
    await using csv = await openCsv(open)
    await csv.world.add()
    csv.world.asked.length = 0
    const line = (number: number) => `${number},N${number},2026-12-01,2026-12-09,1,"12; 13"`
    await csv.draft(
      ['number,name,first_day,last_day,plays,copies', line(1), line(2), '2211,x,2026-12-01,2026-12-09,1,"11; 12"'].join(
        '\n',
      ),
    )
    assert.deepEqual(csv.world.asked, [[12, 13]])
  })

  it('imports what was exported as no change, whatever stands in it', async () => {
    await using csv = await openCsv(open)
    let sum = 0
    for (const content of fc.sample(contents, { numRuns: 40, seed: 3 }))
      await csv.world.add({ ...content, number: `${sum++}${content.number}`.slice(0, 40).trim() })
    const file = await csv.exported()
    assert.ok(file.startsWith('\uFEFFid,number,name,sponsor,product,type,'))
    const { counts, planId } = await csv.draft(file)
    assert.deepEqual([planId, counts], [null, { add: 0, change: 0, same: 40, wrong: 0 }])
  })
})

const nasty = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('=', '+', '@', "'", '"', ',', ';', 'é', '😀'),
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
    maxLength: 20,
  }) // prettier-ignore
  .map((given) => given.replaceAll(/\p{C}/gu, '').trim())
const weekdays = fc
  .uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
  .map((days) => days.toSorted((a, b) => a - b))
const minute = fc.integer({ min: 0, max: 1439 })
const clock = (at: number): string =>
  `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
const windows = fc
  .tuple(minute, minute)
  .map(([a, b]) => (a === b ? [] : [{ from: clock(Math.min(a, b)), to: clock(Math.max(a, b)) }]))
const day = fc
  .integer({ min: 0, max: 300 })
  .map((at) => new Date(Date.parse('2026-01-01') + at * 86_400_000).toISOString().slice(0, 10))
const copy = fc.record(
  {
    trackId: fc.constantFrom(11, 12, 13),
    weight: fc.integer({ min: 1, max: 100 }),
    firstDay: fc.option(fc.constant('2026-02-01')),
    lastDay: fc.option(day.filter((one) => one >= '2026-02-01')),
  },
  { noNullPrototype: true },
)
const contents = fc
  .record({
    number: nasty,
    name: nasty.map((name) => name || 'x'),
    sponsor: nasty,
    product: nasty,
    plays: fc.integer({ min: 1, max: 20_000 }),
    per: fc.constantFrom('day' as const, 'flight' as const),
    windows,
    weekdays,
    copies: fc.uniqueArray(copy, { maxLength: 3, selector: ({ trackId }) => trackId }),
  })
  .map((one) => ({ ...wish(), ...one, firstDay: '2026-01-01', lastDay: '2026-12-31' }))

it('lists of an order come back as they were written', () => {
  fc.assert(
    fc.property(weekdays, windows, fc.array(copy, { maxLength: 4 }), (days, times, copies) => {
      assert.deepEqual(readWeekdays(writeWeekdays(days)), days)
      assert.deepEqual(readWindows(writeWindows(times)), times)
      assert.deepEqual(readCopies(writeCopies(copies)), copies)
    }),
    { numRuns: 150 },
  )
  assert.deepEqual(
    [readWeekdays(''), readWeekdays('Monday, Sunday'), readWeekdays('135')],
    [
      [1, 2, 3, 4, 5, 6, 7],
      [1, 7],
      [1, 3, 5],
    ],
  )
  assert.deepEqual(readWindows('6:00 – 9:30'), [{ from: '06:00', to: '09:30' }])
})
