import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { onEachDatabase } from '../../../test/databases.ts'
import type { Db } from '../../db/db.ts'
import { daySpan } from '../../kernel/time.ts'
import { listEntries, listEntriesBetween, listUsesOfTrack, replaceEntries } from './entries-store.ts'
import type { DraftEntry, Log } from './model.ts'
import { deleteRevisionsBefore, findRevision, insertRevision, listRevisions } from './revisions-store.ts'
import { findLog, findLogOfDay, insertLog, listLogs, updateLog } from './store.ts'

const NOW = Date.parse('2026-11-18T10:42:00Z')
const zone = 'Europe/Paris'

const draft = (startsAt: number, given: Partial<DraftEntry> = {}): DraftEntry => ({
  entryId: null,
  slotKey: '08:s1#1',
  hourStartsAt: startsAt,
  startsAt,
  lengthMs: 200_000,
  what: 'track',
  typeCode: 'MUS',
  trackId: 7,
  title: 'Été',
  artist: 'Ann',
  cueInMs: 0,
  cueOutMs: 200_400,
  source: 'music',
  startType: 'relative',
  anchorMs: null,
  transition: 'segue',
  orderId: null,
  copyId: null,
  isHandEdited: false,
  why: { chose: { code: 'oldest', params: { count: 3 } }, blocked: [], broken: [] },
  note: '',
  ...given,
})

onEachDatabase('logs', (open) => {
  let db: Db
  let log: Log
  before(async () => {
    db = await open()
    log = await db.tx(async (tx) => {
      const { id } = await tx
        .insertInto('radio_stations')
        .values({ name: 'R', name_key: 'r', time_zone: zone, version: 1, created_at: NOW, changed_at: NOW })
        .returning('id')
        .executeTakeFirstOrThrow()
      const span = daySpan('2026-11-30', zone)
      return insertLog(tx, { stationId: id, airDate: '2026-11-30', timeZone: zone, ...span, seed: 's' }, NOW)
    })
  })
  after(() => db[Symbol.asyncDispose]())

  it('keep their entries in order, with the ids that they had', async () => {
    const at = log.startsAt
    const [first, second] = [draft(at), draft(at + 200_000, { title: 'Second', trackId: 8, orderId: 4, copyId: 2 })]
    const written = await db.tx((tx) => replaceEntries(tx, log, [first, second]))
    assert.deepEqual(await listEntries(db.read, log.logId), written)
    const [a, b] = written as unknown as [DraftEntry, DraftEntry]
    const turned = await db.tx((tx) => replaceEntries(tx, log, [{ ...b, note: 'x' }, draft(at), a]))
    assert.deepEqual(
      turned.map(({ entryId, position }) => [entryId === b.entryId, entryId === a.entryId, position]),
      [
        [true, false, 0],
        [false, false, 1],
        [false, true, 2],
      ],
    )
    assert.deepEqual(await listEntries(db.read, log.logId), turned)
    await db.tx((tx) => replaceEntries(tx, log, []))
    const again = await db.tx((tx) => replaceEntries(tx, log, [a, b]))
    assert.deepEqual(again, written)
  })

  it('take more entries than one statement does', async () => {
    const many = Array.from({ length: 1203 }, (_, index) => draft(log.startsAt, { title: `T${index}` }))
    const written = await db.tx((tx) => replaceEntries(tx, log, many))
    assert.deepEqual(
      (await listEntries(db.read, log.logId)).map(({ title }) => title),
      many.map(({ title }) => title),
    )
    const changed = written.map((entry) => ({ ...entry, lengthMs: 1000 }))
    assert.deepEqual(await db.tx((tx) => replaceEntries(tx, log, changed)), changed)
  })

  it('tell where a track is planned, and what stands in a stretch of time', async () => {
    const at = log.startsAt
    const entries = [draft(at), draft(at + 1000, { trackId: 9 }), draft(at + 2000), draft(at + 3000)]
    const written = await db.tx((tx) => replaceEntries(tx, log, entries))
    const uses = await listUsesOfTrack(db.read, log.stationId, { trackId: 7, from: at + 1, limit: 10 })
    assert.deepEqual(uses, [
      { logId: log.logId, entryId: written[2]?.entryId, airDate: '2026-11-30', startsAt: at + 2000, lengthMs: 200_000 },
      { logId: log.logId, entryId: written[3]?.entryId, airDate: '2026-11-30', startsAt: at + 3000, lengthMs: 200_000 },
    ])
    const some = await listEntriesBetween(db.read, log.stationId, { from: at + 1000, to: at + 3000 })
    assert.deepEqual(some, written.slice(1, 3))
    assert.deepEqual(await listEntriesBetween(db.read, 99, { from: 0, to: at + 3000 }), [])
  })

  it('are found by day, once a station, with what they hold', async () => {
    assert.deepEqual(await findLogOfDay(db.read, log.stationId, '2026-11-30'), log)
    assert.equal(await findLogOfDay(db.read, log.stationId, '2026-11-29'), undefined)
    const twice = db.tx((tx) => insertLog(tx, log, NOW))
    await assert.rejects(twice)
    const note = draft(log.startsAt, { what: 'note', lengthMs: 0, trackId: null, typeCode: null, why: null })
    await db.tx((tx) => replaceEntries(tx, log, [draft(log.startsAt), note]))
    const days = await listLogs(db.read, log.stationId, { from: '2026-11-30', to: '2026-11-30' })
    assert.deepEqual(days, [{ ...log, entries: 1, lengthMs: 200_000 }])
    assert.deepEqual(await listLogs(db.read, log.stationId, { from: '2026-12-01', to: '2026-12-31' }), [])
  })

  it('change only what is said', async () => {
    const changed = await db.tx((tx) => updateLog(tx, log.logId, { lockedBy: 'person:1', lockedUntil: NOW }))
    assert.deepEqual(changed, { ...log, lockedBy: 'person:1', lockedUntil: NOW })
    await db.tx((tx) => updateLog(tx, log.logId, { lockedBy: null, lockedUntil: null }))
    assert.deepEqual(await findLog(db.read, log.logId), log)
  })

  it('keep what they were, compressed', async () => {
    const entries = await db.tx((tx) => replaceEntries(tx, log, [draft(log.startsAt, { title: '日本 ☃' })]))
    const facts = { logId: log.logId, actor: 'person:1', at: NOW, what: 'edited', params: { count: 1 } } as const
    for (const number of [1, 2, 3])
      await db.tx((tx) => insertRevision(tx, { ...facts, number, ofNumber: null, entries }))
    const kept = await findRevision(db.read, log.logId, 2)
    assert.deepEqual(kept, { ...facts, number: 2, ofNumber: null, entryCount: 1, entries })
    const numbers = async (earlierThan?: number) =>
      (await listRevisions(db.read, log.logId, { before: earlierThan, limit: 2 })).map(({ number }) => number)
    assert.deepEqual([await numbers(), await numbers(2)], [[3, 2], [1]])
    assert.equal(await db.tx((tx) => deleteRevisionsBefore(tx, log.logId, 3)), 2)
    assert.equal(await findRevision(db.read, log.logId, 2), undefined)
  })
})
