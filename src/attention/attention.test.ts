import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../test/databases.ts'
import { manualClock } from '../kernel/clock.ts'
import { createBus } from '../live/bus.ts'
import { openEventLog } from '../live/event-log.ts'
import type { Card } from './model.ts'
import { setUpAttention } from './setup.ts'
import { listOpenCards, listResolvedCards, snoozeCard } from './store.ts'

const card = (changes: Partial<Card> = {}): Card => ({
  cause: 'root:1',
  code: 'root-offline',
  params: { root: 'inbox' },
  severity: 'bad',
  subject: 'root:1',
  actions: [],
  ...changes,
})

onEachDatabase('attention', (open) => {
  it('keeps one open card a cause, changes it in place, and tells each change once', async () => {
    await using db = await open()
    const clock = manualClock()
    const events = openEventLog({ db, clock, bus: createBus() })
    const { attention } = setUpAttention({ db, clock, events })
    for (const count of [1, 1, 2]) await db.tx((tx) => attention.raise(tx, card({ params: { count } })))
    await db.tx((tx) => attention.raise(tx, card({ cause: 'other', severity: 'info' })))
    const cards = await listOpenCards(db.read, clock.now(), { snoozed: false })
    assert.deepEqual(
      cards.map(({ cause, params }) => [cause, params]),
      [
        ['root:1', { count: 2 }],
        ['other', { root: 'inbox' }],
      ],
    )
    await db.tx((tx) => attention.resolve(tx, 'root:1'))
    await db.tx((tx) => attention.resolve(tx, 'root:1'))
    assert.equal((await listResolvedCards(db.read, { limit: 10 })).length, 1)
    const kinds = (await events.readAfter(0, 100)).map((event) => event.kind)
    assert.deepEqual(kinds, [
      'attention.card.raised',
      'attention.card.changed',
      'attention.card.raised',
      'attention.card.resolved',
    ])
  })

  it('hides a snoozed card until its time, and raises the cause anew after it was resolved', async () => {
    await using db = await open()
    const clock = manualClock()
    const { attention } = setUpAttention({ db, clock, events: openEventLog({ db, clock, bus: createBus() }) })
    await db.tx((tx) => attention.raise(tx, card()))
    const [first] = await listOpenCards(db.read, clock.now(), { snoozed: false })
    assert.equal(await db.tx((tx) => snoozeCard(tx, Number(first?.id), clock.now() + 1000)), true)
    assert.equal((await listOpenCards(db.read, clock.now(), { snoozed: false })).length, 0)
    assert.equal((await listOpenCards(db.read, clock.now() + 1000, { snoozed: false })).length, 1)
    await db.tx((tx) => attention.resolve(tx, 'root:1'))
    await db.tx((tx) => attention.raise(tx, card()))
    assert.equal((await listOpenCards(db.read, clock.now(), { snoozed: false })).length, 1)
  })
})
