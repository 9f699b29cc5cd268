import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../test/databases.ts'
import { dyingAt } from '../../../test/dying-db.ts'
import { LENGTH_S, publish } from '../../../test/log-station.ts'
import { openWatchWorld, type WatchWorld } from '../../../test/watch-world.ts'
import { by } from '../../../test/publish-world.ts'
import type { Db } from '../../db/db.ts'
import type { Ahead } from './model.ts'
import { findGap, findWatched, saveGap } from './store.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const codes = ({ drift }: Ahead): string[] => drift.map(({ code }) => code)
const us = (ms: number): number => ms * 1000

async function openPublished(db: Db): Promise<WatchWorld> {
  const world = await openWatchWorld(db)
  await world.station.write(world.station.sixFrom(0))
  assert.equal(await publish(world.station), 'applied')
  return world
}

const ownRows = ({ station }: WatchWorld) => {
  const { schedule } = station.planner.libretime.rows
  return schedule
    .where(({ starts_at }) => starts_at >= us(station.at('08:00')) && starts_at < us(station.at('08:18')))
    .toSorted((a, b) => a.starts_at - b.starts_at)
}

onEachDatabase('the watch', (open, dialect) => {
  it('D2: a row of a log that was taken out: drift, dry run, repair, and nothing the second time', async () => {
    await using db = await open()
    await using world = await openPublished(db)
    assert.deepEqual(codes(await world.look()), [])
    const { schedule } = world.station.planner.libretime.rows
    const before = world.station.heard()
    schedule.remove(ownRows(world)[2]?.id ?? 0)
    assert.deepEqual(codes(await world.look()), ['row-gone'])
    assert.ok((await world.cards()).includes('radio.drift'))
    const dry = await world.dryRun()
    assert.deepEqual(
      dry.parts.map(({ what, state, add, remove }) => [what, state, add, remove]),
      [['log', 'ready', 1, 1]],
    )
    assert.equal(world.station.heard().length, 5)
    assert.deepEqual(
      (await world.repair()).parts.map(({ state }) => state),
      ['started'],
    )
    assert.deepEqual(world.station.heard(), before)
    assert.deepEqual(codes(await world.look()), [])
    assert.deepEqual((await world.repair()).parts, [])
    assert.ok(!(await world.cards()).includes('radio.drift'))
  })

  it('D2: a foreign row over ours is told and never touched; the log is planned around it, and nothing the second time', async () => {
    await using db = await open()
    await using world = await openPublished(db)
    const { seed, rows } = world.station.planner.libretime
    const instance = Number(ownRows(world)[0]?.instance)
    const file = world.station.tracks[10] ?? 0
    const startsAt = world.station.at('08:17')
    const foreign = seed.row({ instance, file, startsAt, lengthMs: LENGTH_S * 1000 })
    const stood = JSON.stringify(rows.schedule.get(foreign))
    assert.deepEqual(codes(await world.look()), ['foreign-row'])
    assert.deepEqual(
      (await world.repair()).parts.map(({ what, state, add, remove }) => [what, state, add, remove]),
      [['log', 'started', 1, 1]],
    )
    assert.equal(JSON.stringify(rows.schedule.get(foreign)), stood)
    assert.equal(ownRows(world).findLast(({ id }) => id !== foreign)?.ends_at, us(startsAt))
    assert.deepEqual(codes(await world.look()), [])
    assert.deepEqual((await world.dryRun()).parts, [])
  })

  it('D2: an instance that was moved: repaired, and nothing the second time', async () => {
    await using db = await open()
    await using world = await openPublished(db)
    const before = world.station.heard()
    const { rows } = world.station.planner.libretime
    const instance = Number(ownRows(world)[0]?.instance)
    const [startsAt, endsAt] = [us(world.station.at('14:00')), us(world.station.at('18:00'))]
    rows['show-instances'].update(instance, { starts_at: startsAt, ends_at: endsAt })
    assert.ok(codes(await world.look()).includes('window-moved'))
    assert.deepEqual(
      (await world.repair()).parts.map(({ state }) => state),
      ['started'],
    )
    assert.deepEqual(world.station.heard(), before)
    assert.deepEqual(codes(await world.look()), [])
    assert.deepEqual((await world.dryRun()).parts, [])
  })

  it('D2: a row of a log that was changed by hand: told with both sides', async () => {
    await using db = await open()
    await using world = await openPublished(db)
    const row = ownRows(world)[1]
    const later = us(world.station.at('09:30'))
    world.station.planner.libretime.rows.schedule.update(row?.id ?? 0, {
      starts_at: later,
      ends_at: later + us(LENGTH_S * 1000),
    })
    const [drift] = (await world.look()).drift
    assert.equal(drift?.code, 'row-changed')
    assert.deepEqual(
      drift?.changed.map(({ field }) => field),
      ['startsAt', 'endsAt'],
    )
    await world.repair()
    assert.deepEqual(codes(await world.look()), [])
    assert.deepEqual((await world.dryRun()).parts, [])
  })

  it('D2: a row of an airing that was changed by hand: made anew with its proof, and nothing the second time', async () => {
    await using db = await open()
    await using world = await openWatchWorld(db)
    const { at, tracks, planner } = world.station
    const { schedule } = planner.libretime.rows
    const airingId = await world.air({ trackId: tracks[0] ?? 0, startsAt: at('10:00'), endsAt: at('10:03') })
    const rowId = async (): Promise<number> =>
      (await db.read.selectFrom('radio_airings').select('row_id').where('id', '=', airingId).executeTakeFirst())
        ?.row_id ?? 0
    const asMade = { ...schedule.get(await rowId()), id: 0 }
    const changes: Record<string, number | string | null>[] = [
      { ends_at: us(at('10:02')), cue_out: 120_000_000 },
      { starts_at: us(at('10:00') + 5000), ends_at: us(at('10:03')) },
      { file: tracks[3] ?? 0 },
      { fade_in: null },
    ]
    for (const change of changes) {
      schedule.update(await rowId(), change)
      assert.deepEqual(codes(await world.look()), ['row-changed'], JSON.stringify(change))
      assert.deepEqual(
        (await world.dryRun()).parts.map(({ what, state, add, remove }) => [what, state, add, remove]),
        [['airing', 'ready', 1, 1]],
      )
      await world.repair()
      assert.deepEqual({ ...schedule.get(await rowId()), id: 0 }, asMade, JSON.stringify(change))
      assert.equal(schedule.where(({ starts_at }) => Math.abs(Number(starts_at) - us(at('10:00'))) < 1e9).length, 1)
      assert.deepEqual(codes(await world.look()), [])
      assert.deepEqual((await world.dryRun()).parts, [])
    }
    const soon = planner.clock.now() + 60_000
    schedule.update(await rowId(), { starts_at: us(soon), ends_at: us(soon + 180_000) })
    const { parts } = await world.repair()
    assert.deepEqual(
      parts.map(({ state, reasons }) => [state, reasons[0]?.code]),
      [['stopped', 'radio/airing-locked']],
      'what may be heard by now is left alone',
    )
  })

  it('D2: undoes the repair of an airing: what somebody had made of its row stands there again, and is told again', async () => {
    await using db = await open()
    await using world = await openWatchWorld(db)
    const { at, tracks, planner } = world.station
    const { schedule } = planner.libretime.rows
    const airingId = await world.air({ trackId: tracks[0] ?? 0, startsAt: at('10:00'), endsAt: at('10:03') })
    const rowsThen = () => schedule.where(({ starts_at }) => Math.abs(Number(starts_at) - us(at('10:00'))) < 1e9)
    const [asMade] = rowsThen()
    const changes: Record<string, number | string>[] = [
      { ends_at: us(at('10:02')), cue_out: 120_000_000 },
      { file: tracks[3] ?? 0, fade_in: '00:00:02' },
    ]
    for (const change of changes) {
      schedule.update(rowsThen()[0]?.id ?? 0, change)
      const theirs = { ...rowsThen()[0], id: 0, position: 0, length: 0 }
      const [part] = (await world.repair()).parts
      assert.deepEqual({ ...rowsThen()[0], id: 0 }, { ...asMade, id: 0 })
      assert.deepEqual(codes(await world.look()), [])
      assert.ok(part?.planId !== null && part !== undefined)
      assert.equal(await world.station.undo(part.planId), 'undone')
      assert.deepEqual(
        rowsThen().map((row) => ({ ...row, id: 0, position: 0, length: 0 })),
        [theirs],
      )
      assert.deepEqual(codes(await world.look()), ['row-changed'], 'the watch tells it again')
      assert.equal((await world.repair()).parts.length, 1)
      assert.deepEqual({ ...rowsThen()[0], id: 0 }, { ...asMade, id: 0 })
      assert.equal(rowsThen().length, 1)
    }
    const { row_id: rowId } = await db.read
      .selectFrom('radio_airings')
      .select('row_id')
      .where('id', '=', airingId)
      .executeTakeFirstOrThrow()
    assert.equal(rowId, rowsThen()[0]?.id)
  })

  it('D2: undoes the repair of an airing whose row was gone, and not when it is about to begin', async () => {
    await using db = await open()
    await using world = await openWatchWorld(db)
    const { at, tracks, planner } = world.station
    const { schedule } = planner.libretime.rows
    await world.air({ trackId: tracks[0] ?? 0, startsAt: at('10:00'), endsAt: at('10:03') })
    const rowsThen = () => schedule.where(({ starts_at }) => starts_at === us(at('10:00')))
    schedule.remove(rowsThen()[0]?.id ?? 0)
    const [part] = (await world.repair()).parts
    assert.equal(rowsThen().length, 1)
    assert.equal(await world.station.undo(part?.planId ?? 0), 'undone')
    assert.equal(rowsThen().length, 0)
    assert.deepEqual(codes(await world.look()), ['row-gone'])
    const [again] = (await world.repair()).parts
    assert.equal(rowsThen().length, 1)
    planner.clock.advance(at('09:59') - planner.clock.now())
    assert.equal(await world.station.undo(again?.planId ?? 0), 'partial')
    assert.equal(rowsThen().length, 1)
    assert.deepEqual(codes(await world.look()), [])
  })

  it('D2, D5: undoes the repair of an airing once, wherever its process dies', async () => {
    await using db = await open()
    await using world = await openWatchWorld(db)
    const { station } = world
    const { at, tracks, planner } = station
    const { schedule } = planner.libretime.rows
    await world.air({ trackId: tracks[0] ?? 0, startsAt: at('10:00'), endsAt: at('10:03') })
    const rowsThen = () => schedule.where(({ starts_at }) => starts_at === us(at('10:00')))
    let deaths = 0
    for (const moment of ['before', 'after'] as const)
      for (let write = 1; ; write += dialect === 'sqlite' ? 2 : 7) {
        schedule.update(rowsThen()[0]?.id ?? 0, { file: tracks[3] ?? 0 })
        const [part] = (await world.repair()).parts
        const planId = part?.planId ?? 0
        assert.deepEqual(
          rowsThen().map(({ file }) => file),
          [tracks[0]],
        )
        await db.tx((tx) => station.drafting.plans.undo(tx, planId, by))
        const { dying, dead } = dyingAt(db, write, moment)
        const came = await Promise.race([station.carryOut(planId, dying), dead])
        if (came === 'died') deaths++
        assert.equal(await station.carryOut(planId), 'undone')
        assert.deepEqual(
          rowsThen().map(({ file }) => file),
          [tracks[3]],
          `died ${moment} commit ${write}`,
        )
        if (came !== 'died') break
      }
    assert.ok(deaths > 2, String(deaths))
  })

  it('D2: brings ours back when the playout does not take theirs again', async () => {
    await using db = await open()
    await using world = await openWatchWorld(db)
    const { at, tracks, planner } = world.station
    const { schedule } = planner.libretime.rows
    const airingId = await world.air({ trackId: tracks[0] ?? 0, startsAt: at('10:00'), endsAt: at('10:03') })
    const rowsThen = () => schedule.where(({ starts_at }) => starts_at === us(at('10:00')))
    const [asMade] = rowsThen()
    schedule.update(asMade?.id ?? 0, { file: tracks[3] ?? 0 })
    const [part] = (await world.repair()).parts
    planner.libretime.faults.set({ kind: 'status', status: 400, on: 'v2', path: '/schedule', method: 'POST', times: 1 })
    assert.equal(await world.station.undo(part?.planId ?? 0), 'partial')
    await world.settle(airingId)
    assert.deepEqual(
      rowsThen().map((row) => ({ ...row, id: 0 })),
      [{ ...asMade, id: 0 }],
    )
    assert.deepEqual(codes(await world.look()), [])
  })

  it('D3: an instance of ours without its row is told in the forecast and repaired by the planner', async () => {
    await using db = await open()
    await using world = await openWatchWorld(db)
    const { at, tracks, planner } = world.station
    const slot = { trackId: tracks[0] ?? 0, startsAt: at('10:00'), endsAt: at('10:03') }
    await world.air(slot)
    assert.deepEqual(codes(await world.look()), [])
    const rowAt = () => planner.libretime.rows.schedule.where(({ starts_at }) => starts_at === us(slot.startsAt))
    planner.libretime.rows.schedule.remove(rowAt()[0]?.id ?? 0)
    const seen = await world.look()
    assert.deepEqual(codes(seen), ['row-gone'])
    assert.ok(
      seen.forecast.findings.some(({ code, startsAt }) => code === 'window-empty' && startsAt === slot.startsAt),
    )
    assert.equal(rowAt().length, 0)
    await world.repair()
    assert.equal(rowAt().length, 1)
    assert.deepEqual(codes(await world.look()), [])
    assert.deepEqual((await world.dryRun()).parts, [])
  })

  it('tells a dead LibreTime as that, keeps what was seen, and never calls it an empty schedule', async () => {
    await using db = await open()
    await using world = await openPublished(db)
    await world.look()
    world.station.planner.libretime.faults.set({ kind: 'status', status: 503 })
    await assert.rejects(world.look(), { code: 'remote/gateway' })
    const kept = await findWatched(db.read, world.stationId, 'ahead')
    assert.equal(kept?.seen?.forecast.strips.length, 8)
    assert.equal(kept?.reason?.code, 'remote/gateway')
    world.station.planner.libretime.faults.clear()
    await world.look()
    assert.equal((await findWatched(db.read, world.stationId, 'ahead'))?.reason, null)
  })

  it('counts items of a log that are not published as a draft, and silence by the tolerance of the station', async () => {
    await using db = await open()
    await using world = await openWatchWorld(db)
    await world.station.write(world.station.sixFrom(0))
    const { forecast } = await world.look()
    assert.ok(forecast.findings.some(({ code, fix }) => code === 'log-not-published' && fix === 'publish'))
    const strip = forecast.strips.find(({ airDate }) => airDate === '2026-12-01')
    assert.deepEqual(
      strip?.blocks.filter(({ kind }) => kind === 'draft').map(({ count, startsAt }) => [count, startsAt]),
      [[6, world.station.at('08:00')]],
    )
    assert.equal(await findGap(db.read, world.stationId), 1000)
    await db.tx((tx) => saveGap(tx, world.stationId, HOUR_MS))
    await db.tx((tx) => saveGap(tx, world.stationId, 90 * 1000))
    assert.equal(await findGap(db.read, world.stationId), 90_000)
  })

  it('alarms only when both signs are wrong for long enough, and resolves by itself', async () => {
    await using db = await open()
    await using world = await openWatchWorld(db, '2026-12-01T19:01:00Z')
    const { clock, libretime } = world.station.planner
    assert.equal((await world.onAir()).verdict, 'wrong')
    assert.deepEqual(await world.cards(), [])
    clock.advance(MINUTE_MS)
    assert.equal((await world.onAir()).isAlarm, false)
    clock.advance(90_000)
    assert.deepEqual([(await world.onAir()).isAlarm, await world.cards()], [true, ['radio.on-air']])
    for (const row of libretime.rows.schedule.where(({ starts_at }) => starts_at <= us(clock.now())))
      libretime.rows.schedule.update(row.id, { played: true })
    const seen = await world.onAir()
    assert.deepEqual([seen.verdict, seen.isAlarm], ['right', false])
    assert.deepEqual(await world.cards(), [])
  })
})
