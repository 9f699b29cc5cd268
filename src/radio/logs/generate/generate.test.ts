import assert from 'node:assert/strict'
import * as test from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { ANN, BEN, type LogWorld, openLogWorld } from '../../../../test/log-world.ts'
import type { Db } from '../../../db/db.ts'
import { AppError } from '../../../kernel/errors.ts'
import { editLog } from '../edit/edit-log.ts'
import { lockLog } from '../edit/lock-log.ts'
import { redoLog, undoLog } from '../edit/undo-log.ts'
import { listEntries } from '../entries-store.ts'
import { hoursOf } from '../../../kernel/hours.ts'
import type { LogEntry } from '../model.ts'
import { getLogOfDay } from '../read/get-log.ts'
import { listLogs } from '../store.ts'
import { compareEntries } from './compare-entries.ts'
import { fillGap } from './fill-gap.ts'
import { generateDay } from './generate-day.ts'
import { copyLog, makeLog } from './make-log.ts'

const { signal } = new AbortController()
const refusedAs = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

onEachDatabase('generating a day', (open) => {
  let db: Db
  let world: LogWorld
  test.before(async () => {
    db = await open()
    world = await openLogWorld(db)
  })
  test.after(() => db[Symbol.asyncDispose]())

  const generate = (airDate: string, given: { hours?: string[]; seed?: string; isDryRun?: boolean } = {}) =>
    generateDay(world.deps)({ stationId: world.stationId, airDate, isDryRun: false, by: ANN, signal, ...given })
  const entriesOf = async (airDate: string): Promise<LogEntry[]> =>
    listEntries(db.read, (await getLogOfDay(db.read, world.stationId, airDate)).logId)
  const edit = async (airDate: string, ...edits: Parameters<ReturnType<typeof editLog>>[1]) => {
    const { logId } = await getLogOfDay(db.read, world.stationId, airDate)
    return editLog(world.deps)(logId, edits, { by: ANN, ifMatch: '*', signal })
  }

  test.it('fills it, and the same again is no change', async () => {
    const first = await generate('2026-12-01')
    assert.equal(first.after.length, 288)
    assert.equal(first.log?.revision, 2)
    const again = await generate('2026-12-01')
    assert.equal(again.isChanged, false)
    assert.equal(again.log?.revision, 2)
    assert.deepEqual(again.after, first.after)
  })

  test.it('fills a silence from a shelf when it is asked, and that and a link set by hand stay', async () => {
    const day = '2026-12-18'
    await generate(day)
    const { logId } = await getLogOfDay(db.read, world.stationId, day)
    const [first, second, third] = await entriesOf(day)
    await edit(
      day,
      { do: 'remove', entryId: second?.entryId ?? 0 },
      { do: 'add', what: 'voice', after: first?.entryId ?? 0, lengthMs: 20_000 },
    )
    const startsAt = (second?.startsAt ?? 0) + 20_000
    const wish = { logId, startsAt, from: { kind: 'cart' as const, id: 2 }, by: ANN, signal }
    const fill = fillGap(world.deps)
    await assert.rejects(
      fill({ ...wish, startsAt: 1, isDryRun: true, ifMatch: undefined }),
      refusedAs('radio/no-such-gap'),
    )
    await edit(day, { do: 'remove', entryId: third?.entryId ?? 0 })
    const before = await entriesOf(day)
    const dry = await fill({ ...wish, isDryRun: true, ifMatch: undefined })
    assert.deepEqual([dry.items.map(({ trackId }) => trackId), await entriesOf(day)], [[200], before])
    await assert.rejects(fill({ ...wish, isDryRun: false, ifMatch: '1' }), refusedAs('request/version-changed'))
    const { log } = await fill({ ...wish, isDryRun: false, ifMatch: '*' })
    const filled = (await entriesOf(day)).slice(0, 3)
    assert.deepEqual(
      filled.map(({ what, trackId, title, startsAt: at }) => [what, trackId, title, at]),
      [
        ['track', first?.trackId, first?.title, first?.startsAt],
        ['voice', null, '', second?.startsAt],
        ['track', 200, 'Track 200', startsAt],
      ],
    )
    assert.deepEqual([filled[2]?.isHandEdited, filled[2]?.why?.chose.code], [true, 'oldest'])
    assert.equal(log.revision, 5)
    await generate(day, { seed: 'other' })
    const kept = new Set((await entriesOf(day)).map(({ entryId }) => entryId))
    assert.deepEqual(
      filled.map(({ entryId }) => kept.has(entryId)),
      [false, true, true],
    )
  })

  test.it('is told beforehand, and writes nothing then', async () => {
    const dry = await generate('2026-12-02', { isDryRun: true })
    assert.deepEqual([dry.log, compareEntries(dry.before, dry.after).counts.add], [null, 288])
    assert.deepEqual(await listLogs(db.read, world.stationId, { from: '2026-12-02', to: '2026-12-02' }), [])
    await generate('2026-12-02', { seed: 'a' })
    const other = await generate('2026-12-02', { seed: 'b', isDryRun: true })
    const { counts } = compareEntries(other.before, other.after)
    assert.deepEqual([counts.add, counts.remove], [288, 288])
    assert.equal((await generate('2026-12-02')).seed, 'a')
  })

  test.it('keeps takes, hand edits, what was added by hand and what was imported (V1)', async () => {
    const day = '2026-12-03'
    await generate(day)
    const [first, second, third] = await entriesOf(day)
    const voice = { do: 'add', what: 'voice', title: 'Voice 08', lengthMs: 20_000, hour: '08' } as const
    await edit(
      day,
      { do: 'change', entryId: first?.entryId ?? 0, note: 'read slowly' },
      { do: 'replace', entryId: second?.entryId ?? 0, trackId: 400 },
      { do: 'move', entryId: third?.entryId ?? 0, hour: '05' },
      { do: 'add', what: 'track', trackId: 399, hour: '07' },
      voice,
    )
    const slot = (await entriesOf(day)).find(({ what }) => what === 'voice') as LogEntry
    await edit(day, { do: 'replace', entryId: slot.entryId, trackId: 398 })
    const before = await entriesOf(day)
    const kept = before.filter(({ isHandEdited }) => isHandEdited)
    assert.equal(kept.length, 5)
    await generate(day, { seed: 'quite another' })
    const after = await entriesOf(day)
    const plain = ({ position: _p, startsAt: _s, ...entry }: LogEntry) => entry
    for (const entry of kept)
      assert.deepEqual(plain(after.find(({ entryId }) => entryId === entry.entryId) as LogEntry), plain(entry))
    const keys = after.flatMap(({ slotKey }) => slotKey ?? [])
    assert.equal(new Set(keys).size, keys.length, 'no slot is filled twice')
    assert.ok(keys.includes(third?.slotKey ?? ''), 'the slot of what moved to another hour is filled again')
    assert.deepEqual(
      after.filter(({ what }) => what === 'voice').map(({ trackId }) => trackId),
      [398],
    )
  })

  test.it('fills some hours and leaves the others to the byte', async () => {
    const day = '2026-12-04'
    await generate(day)
    const before = await entriesOf(day)
    const log = await getLogOfDay(db.read, world.stationId, day)
    const eight = hoursOf(log, log.timeZone).find(({ name }) => name === '08')?.startsAt
    await generate(day, { hours: ['08'], seed: 'other' })
    const after = await entriesOf(day)
    const others = (entries: LogEntry[]) => entries.filter(({ hourStartsAt }) => hourStartsAt !== eight)
    assert.deepEqual(others(after), others(before))
    assert.notDeepEqual(after, before)
    await assert.rejects(generate(day, { hours: ['02+'] }), refusedAs('radio/no-such-hour'))
  })

  test.it('puts nothing where an airing or a row of others is', async () => {
    const day = '2026-12-05'
    const log = await makeLog(world.deps)(world.stationId, day, ANN)
    const span = { startsAt: log.startsAt + 10 * 3_600_000, endsAt: log.startsAt + 11 * 3_600_000 }
    world.taken.push({ ...span, what: 'airing', id: 1, title: 'Show' })
    await generate(day)
    const inside = (await entriesOf(day)).filter(
      ({ startsAt, lengthMs }) => startsAt < span.endsAt && span.startsAt < startsAt + lengthMs,
    )
    assert.deepEqual(inside, [])
  })

  test.it('leaves hours that have begun as they are', async () => {
    const today = '2026-11-20'
    const { after } = await generate(today)
    const { startsAt } = await getLogOfDay(db.read, world.stationId, today)
    assert.equal(Math.min(...after.map(({ hourStartsAt }) => hourStartsAt)), startsAt + 14 * 3_600_000)
    await assert.rejects(generate(today, { hours: ['13'] }), refusedAs('radio/hours-passed'))
    await assert.rejects(generate('2026-11-19'), refusedAs('radio/hours-passed'))
  })

  test.it('keeps what somebody did while it was at work', async () => {
    const day = '2026-12-06'
    const { logId } = (await generate(day)).log as { logId: number }
    const { generator } = world.deps
    const plain = generator.generate.bind(generator)
    let isFirst = true
    generator.generate = async (request) => {
      const generated = await plain(request)
      if (isFirst) await edit(day, { do: 'add', what: 'note', title: 'Meanwhile', hour: '03' })
      isFirst = false
      return generated
    }
    await generate(day, { seed: 'next' })
    generator.generate = plain
    assert.ok((await listEntries(db.read, logId)).some(({ title }) => title === 'Meanwhile'))
  })

  test.it('is refused while another one edits the day', async () => {
    const day = '2026-12-07'
    const { logId } = (await generate(day)).log as { logId: number }
    await lockLog(world.deps)(logId, BEN, { takeOver: false, note: '' })
    await assert.rejects(generate(day, { seed: 'x' }), refusedAs('radio/log-locked'))
  })

  test.it('can be undone and redone, step by step', async () => {
    const day = '2026-12-08'
    await generate(day)
    const generated = await entriesOf(day)
    await edit(day, { do: 'remove', entryId: generated[0]?.entryId ?? 0 })
    const edited = await entriesOf(day)
    const { logId } = await getLogOfDay(db.read, world.stationId, day)
    const by = { by: ANN, ifMatch: '*' }
    assert.deepEqual((await undoLog(world.deps)(logId, by)).entries, generated)
    assert.deepEqual((await undoLog(world.deps)(logId, by)).entries, [])
    await assert.rejects(undoLog(world.deps)(logId, by), refusedAs('radio/nothing-to-undo'))
    assert.deepEqual((await redoLog(world.deps)(logId, by)).entries, generated)
    assert.deepEqual((await redoLog(world.deps)(logId, by)).entries, edited)
    await assert.rejects(redoLog(world.deps)(logId, by), refusedAs('radio/nothing-to-redo'))
    assert.deepEqual((await undoLog(world.deps)(logId, by, 2)).entries, generated)
    await edit(day, { do: 'remove', entryId: generated[1]?.entryId ?? 0 })
    await assert.rejects(redoLog(world.deps)(logId, by), refusedAs('radio/nothing-to-redo'))
    assert.deepEqual((await undoLog(world.deps)(logId, by)).entries, generated)
  })

  test.it('can be copied onto another day', async () => {
    await generate('2026-12-09')
    const source = await entriesOf('2026-12-09')
    const log = await copyLog(world.deps)(world.stationId, { from: '2026-12-09', to: '2026-12-10' }, ANN)
    const copy = await listEntries(db.read, log.logId)
    const brief = (entries: LogEntry[], from: number) =>
      entries.map(({ startsAt, trackId, slotKey }) => [startsAt - from, trackId, slotKey])
    const { startsAt } = await getLogOfDay(db.read, world.stationId, '2026-12-09')
    assert.deepEqual(brief(copy, log.startsAt), brief(source, startsAt))
    await assert.rejects(
      copyLog(world.deps)(world.stationId, { from: '2026-12-10', to: '2026-12-10' }, ANN),
      refusedAs('radio/same-day'),
    )
  })
})

onEachDatabase('days on which clocks change', (open) => {
  for (const [zone, day, entries, missing] of [
    ['Europe/Paris', '2027-03-28', 23 * 12, '02'],
    ['Europe/Paris', '2027-10-31', 25 * 12, null],
    ['America/New_York', '2027-03-14', 23 * 12, '02'],
    ['America/New_York', '2027-11-07', 25 * 12, null],
    ['Australia/Lord_Howe', '2027-10-03', 23.5 * 12, null],
    ['Australia/Lord_Howe', '2027-04-04', 24.5 * 12, null],
  ] as const)
    test.it(`are filled and copied whole: ${zone}, ${day}`, async () => {
      await using db = await open()
      const { deps, stationId } = await openLogWorld(db, zone)
      const wish = { stationId, isDryRun: false, by: ANN, signal }
      const { after } = await generateDay(deps)({ ...wish, airDate: day })
      assert.equal(after.length, entries)
      const log = await getLogOfDay(db.read, stationId, day)
      const ends = after.map(({ startsAt, lengthMs }) => startsAt + lengthMs)
      assert.deepEqual([after[0]?.startsAt, ends.at(-1)], [log.startsAt, log.endsAt])
      assert.ok(after.every(({ startsAt }, index) => index === 0 || startsAt === ends[index - 1]))
      const plain = await generateDay(deps)({ ...wish, airDate: '2027-06-01' })
      await copyLog(deps)(stationId, { from: '2027-06-01', to: day }, ANN)
      const copy = await listEntries(db.read, log.logId)
      const lost = plain.after.filter(({ slotKey }) => missing !== null && slotKey?.startsWith(missing))
      assert.equal(copy.length, plain.after.length - lost.length)
    })
})
