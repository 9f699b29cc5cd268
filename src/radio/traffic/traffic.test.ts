import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../test/databases.ts'
import { by, openTrafficWorld, type TrafficWorld } from '../../../test/traffic-world.ts'
import { noteAired } from './index.ts'
import { changeOrder, getOrder, letStationGo, removeOrder, restoreOrder } from './orders.ts'
import { stateOfMiss } from './rules/state-of-miss.ts'
import { decideMiss } from './spots/make-goods.ts'
import { tellMisses } from './spots/tell-misses.ts'
import { noteSpots } from './spots/note-spots.ts'
import { listOrderDays } from './spots/order-days.ts'
import { findMakeGoods, findSpots, fulfilmentOf } from './spots/store.ts'

const refusedAs = (code: string) => (error: { code?: string }) => error.code === code
const editor = (version: number) => ({ ...by, ifMatch: String(version) })

async function aired(
  world: TrafficWorld,
  airDate: string,
  { heard, missed, isOver = true }: { heard: number[]; missed: number[]; isOver?: boolean },
) {
  return world.db.tx((tx) =>
    noteAired(tx, {
      stationId: world.stationId,
      airDate,
      now: world.clock.now(),
      aired: heard.map((entryId) => ({ entryId, airedAt: 1_000 })),
      missed: missed.map((entryId) => ({ entryId, code: 'traffic.missed' })),
      isOver,
    }),
  )
}

onEachDatabase('orders', (open) => {
  it('are kept with their copies, which stay themselves through changes', async () => {
    await using world = await openTrafficWorld(open)
    const order = await world.add({ copies: [{ trackId: 11, weight: 2, firstDay: null, lastDay: null }] })
    assert.deepEqual(
      [order.copies[0]?.title, order.copies[0]?.lengthMs, order.windows],
      ['Spot 11', 30_000, [{ from: '06:00', to: '12:00' }]],
    )
    const two = [
      { trackId: 12, weight: 1, firstDay: null, lastDay: '2026-12-04' },
      { trackId: 11, weight: 3, firstDay: null, lastDay: null },
    ]
    const changed = await changeOrder(world.deps)(order.orderId, { copies: two, state: 'paused' }, editor(1))
    assert.deepEqual(world.asked, [[11], [12]], 'what is known is not asked for again')
    assert.deepEqual(
      changed.copies.map(({ copyId, trackId, weight, lastDay }) => [copyId, trackId, weight, lastDay]),
      [
        [order.copies[0]?.copyId, 11, 3, null],
        [changed.copies[1]?.copyId, 12, 1, '2026-12-04'],
      ],
    )
    const none = await changeOrder(world.deps)(order.orderId, { copies: [] }, editor(2))
    assert.deepEqual(none.copies, [])
    const back = await changeOrder(world.deps)(order.orderId, { copies: two }, editor(3))
    assert.deepEqual(back.copies, changed.copies)
    await assert.rejects(
      changeOrder(world.deps)(order.orderId, { plays: 2 }, editor(3)),
      refusedAs('request/version-changed'),
    )
  })

  it('are refused with the reason, and nothing of them is kept', async () => {
    await using world = await openTrafficWorld(open)
    const order = await world.add()
    const copies = (trackId: number) => [{ trackId, weight: 1, firstDay: null, lastDay: null }]
    await assert.rejects(world.add({ name: 'Other' }), refusedAs('radio/order-number-taken'))
    await assert.rejects(world.add({ number: 'x', copies: copies(99) }), refusedAs('radio/no-such-track'))
    await assert.rejects(world.add({ number: 'x', copies: copies(14) }), refusedAs('radio/copy-not-usable'))
    await assert.rejects(world.add({ number: 'x', lastDay: '2026-11-01' }), refusedAs('radio/flight-ends-before-start'))
    await world.makeLog('2026-12-01')
    await assert.rejects(removeOrder(world.deps)(order.orderId, by), refusedAs('radio/order-has-spots'))
    const second = await world.add({ number: '2212', plays: 1 })
    await removeOrder(world.deps)(second.orderId, by)
    await world.add({ number: '2212' })
    await assert.rejects(restoreOrder(world.deps)(second.orderId, by), refusedAs('radio/order-number-taken'))
    const station = { stationId: world.stationId, name: 'Radio Hall' }
    await assert.rejects(
      world.db.tx((tx) => letStationGo(tx, station)),
      refusedAs('radio/station-has-orders'),
    )
  })
})

onEachDatabase('spots', (open) => {
  it('stay themselves when a log is made anew, and tell what found no place', async () => {
    await using world = await openTrafficWorld(open)
    const { orderId } = await world.add()
    const day = '2026-12-02'
    await world.makeLog(day, 1)
    const first = await world.spots(day)
    assert.deepEqual(
      first.map(({ state }) => state),
      ['placed', 'placed', 'planned'],
    )
    await world.makeLog(day, 1)
    const second = await world.spots(day)
    assert.deepEqual(
      second.map(({ spotId }) => spotId),
      first.map(({ spotId }) => spotId),
    )
    assert.notEqual(second[0]?.entryId, first[0]?.entryId)
    const placed = second.flatMap(({ entryId, copyId, startsAt }) => (entryId === null ? [] : [{ entryId, copyId, orderId, startsAt: startsAt ?? 0 }])) // prettier-ignore
    const note = (entries: typeof placed) =>
      world.db.tx((tx) => noteSpots(tx, { stationId: world.stationId, airDate: day, now: 5, placed: entries }))
    await note(placed)
    assert.deepEqual(await world.spots(day), second, 'repeating it changes nothing')
    await note([])
    assert.deepEqual(
      (await world.spots(day)).map(({ state }) => state),
      ['planned', 'planned', 'planned'],
    )
    await changeOrder(world.deps)(orderId, { plays: 1 }, editor(1))
    await note(placed.slice(0, 1))
    assert.deepEqual(
      (await world.spots(day)).map(({ state }) => state),
      ['placed'],
    )
  })

  it('that were missed are made good once, and no more when they were on air after all', async () => {
    await using world = await openTrafficWorld(open)
    const { orderId } = await world.add({ plays: 2 })
    const [one, two] = await world.makeLog('2026-12-01')
    const result = { heard: [one?.entryId ?? 0], missed: [two?.entryId ?? 0] }
    assert.deepEqual(await aired(world, '2026-12-01', result), { aired: 1, missed: 1 })
    assert.deepEqual(await aired(world, '2026-12-01', result), { aired: 0, missed: 0 })
    const fulfilment = async () => (await fulfilmentOf(world.db.read, { stationId: world.stationId })).get(orderId)
    assert.deepEqual(await fulfilment(), { aired: 1, planned: 0, missed: 1, owed: 1, waived: 0 })
    const { wanted } = await world.wanted('2026-12-02')
    const [, missId = 0] = (await world.spots('2026-12-01')).map(({ spotId }) => spotId)
    assert.deepEqual(
      wanted.map(({ makesGoodSpotId, plays }) => [makesGoodSpotId, plays]),
      [
        [missId, 1],
        [null, 2],
      ],
    )
    await world.makeLog('2026-12-02')
    const third = await world.wanted('2026-12-03')
    assert.deepEqual(
      third.wanted.map(({ makesGoodSpotId }) => makesGoodSpotId),
      [null],
      'made good by another day already',
    )
    assert.equal(
      (await world.wanted('2026-12-02')).wanted[0]?.makesGoodSpotId,
      missId,
      'a log that is made anew keeps it',
    )
    assert.deepEqual(await fulfilment(), { aired: 1, planned: 3, missed: 1, owed: 0, waived: 0 })
    await aired(world, '2026-12-01', { heard: [two?.entryId ?? 0], missed: [] })
    assert.equal((await findMakeGoods(world.db.read, [missId])).size, 0)
    assert.deepEqual(await fulfilment(), { aired: 2, planned: 3, missed: 0, owed: 0, waived: 0 })
    await world.makeLog('2026-12-02')
    assert.equal((await world.spots('2026-12-02')).length, 2, 'and its play is not wanted any more')
  })

  it('that found no place are missed when the day is over', async () => {
    await using world = await openTrafficWorld(open)
    await world.add({ plays: 2 })
    const [one] = await world.makeLog('2026-12-01', 1)
    await aired(world, '2026-12-01', { heard: [one?.entryId ?? 0], missed: [], isOver: false })
    assert.deepEqual(
      (await world.spots('2026-12-01')).map(({ state }) => state),
      ['aired', 'planned'],
    )
    await aired(world, '2026-12-01', { heard: [], missed: [] })
    assert.deepEqual(
      (await world.spots('2026-12-01')).map(({ missedCode }) => missedCode),
      [null, 'traffic.not-placed'],
    )
  })

  it('that were missed wait for a person, who may waive them and think again', async () => {
    await using world = await openTrafficWorld(open)
    const { orderId } = await world.add({ plays: 1, makeGoods: 'ask' })
    await world.makeLog('2026-12-01', 1)
    await aired(world, '2026-12-01', { heard: [], missed: [] })
    const [miss] = await world.spots('2026-12-01')
    const spotId = miss?.spotId ?? 0
    const owed = async () => (await world.wanted('2026-12-02')).wanted.map(({ makesGoodSpotId }) => makesGoodSpotId)
    const stateNow = async () => {
      const spot = (await findSpots(world.db.read, [spotId])).get(spotId)
      const makeGood = (await findMakeGoods(world.db.read, [spotId])).get(spotId)
      const order = await getOrder(world.db.read, orderId)
      return spot === undefined ? undefined : stateOfMiss(spot, { order, makeGood, today: '2026-12-02' })
    }
    assert.deepEqual([await owed(), await stateNow()], [[null], 'asked'])
    const tell = () => world.db.tx((tx) => tellMisses(world.deps.attention, tx, { stationId: world.stationId, now: world.clock.now() })) // prettier-ignore
    const cards = async () =>
      (await world.db.read.selectFrom('attention_cards').select(['code', 'resolved_at']).execute()).map(
        ({ code, resolved_at }) => [code, resolved_at === null],
      )
    await tell()
    assert.deepEqual(await cards(), [['radio.misses', true]])
    const decide = decideMiss(world.deps)
    await decide(spotId, { decision: 'waived', reason: 'credited' }, by)
    assert.deepEqual([await owed(), await stateNow()], [[null], 'waived'])
    assert.deepEqual(await cards(), [['radio.misses', false]])
    await decide(spotId, { decision: null, reason: '' }, by)
    assert.equal((await cards()).filter(([, isOpen]) => isOpen).length, 1)
    await decide(spotId, { decision: 'approved', reason: '' }, by)
    assert.deepEqual([await owed(), await stateNow()], [[spotId, null], 'owed'])
    await world.makeLog('2026-12-02')
    assert.equal(await stateNow(), 'planned')
    await assert.rejects(decide(spotId, { decision: 'waived', reason: 'x' }, by), refusedAs('radio/spot-is-made-good'))
    const [makeGood] = await world.spots('2026-12-02')
    await assert.rejects(
      decide(makeGood?.spotId ?? 0, { decision: 'waived', reason: 'x' }, by),
      refusedAs('radio/spot-not-missed'),
    )
    assert.equal((await cards()).filter(([, isOpen]) => isOpen).length, 0)
    await changeOrder(world.deps)(orderId, { state: 'ended' }, editor(1))
    assert.equal(await stateNow(), 'planned')
  })

  it('of a flight stand on its days, made or to come', async () => {
    await using world = await openTrafficWorld(open)
    const order = await world.add({ per: 'flight', plays: 10, lastDay: '2026-12-04' })
    await world.makeLog('2026-12-01')
    const days = await listOrderDays(world.db.read, order, '2026-12-01')
    assert.deepEqual(
      days.map(({ airDate, wanted, isMade, planned }) => [airDate, wanted, isMade, planned]),
      [
        ['2026-12-01', 2, true, 2],
        ['2026-12-02', 3, false, 0],
        ['2026-12-03', 2, false, 0],
        ['2026-12-04', 3, false, 0],
      ],
    )
  })

  it('of orders without copy are told', async () => {
    await using world = await openTrafficWorld(open)
    await world.add({ copies: [] })
    const { wanted, unplannable } = await world.wanted('2026-12-02')
    assert.deepEqual([wanted, unplannable.map(({ code, plays }) => [code, plays])], [[], [['traffic.no-copy', 3]]])
    await world.makeLog('2026-12-02')
    assert.equal((await world.spots('2026-12-02')).length, 3, 'and stay wanted')
  })
})
