import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../test/databases.ts'
import { manualClock } from '../kernel/clock.ts'
import { createBus } from './bus.ts'
import { openEventLog } from './event-log.ts'
import type { LiveMessage } from './model.ts'

onEachDatabase('event log', (open) => {
  it('gives out what was committed, in commit order, and nothing that was rolled back', async () => {
    await using db = await open()
    const bus = createBus()
    const heard: LiveMessage[] = []
    bus.subscribe((message) => heard.push(message))
    const log = openEventLog({ db, clock: manualClock(), bus })
    await db.tx((tx) => log.append(tx, { kind: 'a.b.made', actor: 'system', subject: 'x:1', data: { n: 1 } }))
    await assert.rejects(
      db.tx(async (tx) => {
        await log.append(tx, { kind: 'a.b.lost', actor: 'system', subject: 'x:2' })
        throw new Error('roll back')
      }),
    )
    await Promise.all(
      [3, 4, 5, 6].map((n) =>
        db.tx((tx) => log.append(tx, { kind: 'a.b.made', actor: 'system', subject: 'x:1', data: { n } })),
      ),
    )
    const read = await log.readAfter(0, 100)
    assert.equal(read.length, 5)
    // The bus only wakes: on PostgreSQL the answers to two commits may come in either order.
    assert.deepEqual(
      heard.map((message) => (message.type === 'event' ? message.event.seq : 0)).toSorted((a, b) => a - b),
      read.map((event) => event.seq),
    )
    assert.equal((await log.readBefore({ subject: 'x:2', limit: 10 })).length, 0)
    assert.equal((await log.readBefore({ kindPrefix: 'a.b', limit: 2 })).length, 2)
    assert.equal((await log.bounds()).newest, read.at(-1)?.seq)
  })
  it('keeps the order of many that are appended at once, with their own numbers', async () => {
    await using db = await open()
    const bus = createBus()
    const heard: LiveMessage[] = []
    bus.subscribe((message) => heard.push(message))
    const log = openEventLog({ db, clock: manualClock(), bus })
    const events = Array.from({ length: 1_203 }, (_, n) => ({
      kind: 'a.b.made',
      actor: 'system',
      subject: `x:${n}`,
      data: { n },
    }))
    await db.tx((tx) => log.appendAll(tx, events))
    const read = await log.readAfter(0, 2_000)
    assert.deepEqual(
      read.map(({ data }) => data?.['n']),
      events.map(({ data }) => data.n),
    )
    assert.deepEqual(
      heard.map((message) => (message.type === 'event' ? [message.event.seq, message.event.subject] : [])),
      read.map(({ seq, subject }) => [seq, subject]),
    )
  })
})
