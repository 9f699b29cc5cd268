import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { ANN, BEN, type LogWorld, openLogWorld, trackNamed } from '../../../../test/log-world.ts'
import type { Db } from '../../../db/db.ts'
import { AppError, InvalidInputError } from '../../../kernel/errors.ts'
import { daySpan } from '../../../kernel/time.ts'
import { generateDay } from '../generate/generate-day.ts'
import { makeLog } from '../generate/make-log.ts'
import { hoursOf } from '../../../kernel/hours.ts'
import type { DraftEntry } from '../model.ts'
import { readDay } from '../read/read-day.ts'
import { listRevisions } from '../revisions-store.ts'
import { applyEdits } from './apply-edits.ts'
import { LogEdit, type LogEditInput } from './contract.ts'
import { editLog } from './edit-log.ts'
import { lockLog, unlockLog } from './lock-log.ts'

const { signal } = new AbortController()
const refusedAs = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

const SPAN = daySpan('2026-12-01', 'Europe/Paris')
const HOURS = hoursOf(SPAN, 'Europe/Paris')
const TRACKS = new Map(
  [
    trackNamed(1),
    trackNamed(2, { lengthMs: 200_400 }),
    trackNamed(3, { typeCode: 'ADV', lengthMs: 29_400 }),
    trackNamed(4, { state: 'pending', lengthMs: null }),
    trackNamed(5, { typeCode: null }),
  ].map((track) => [track.trackId, track]),
)
const at = (hour: number): number => HOURS[hour]?.startsAt ?? 0
const entry = (entryId: number, hour: number, given: Partial<DraftEntry> = {}): DraftEntry => ({
  entryId,
  slotKey: `0${hour}:s${entryId}#1`,
  hourStartsAt: at(hour),
  startsAt: at(hour),
  lengthMs: 300_000,
  what: 'track',
  typeCode: 'MUS',
  trackId: 1,
  title: `T${entryId}`,
  artist: '',
  cueInMs: 0,
  cueOutMs: 300_000,
  source: 'music',
  startType: 'relative',
  anchorMs: null,
  transition: 'segue',
  orderId: null,
  copyId: null,
  isHandEdited: false,
  why: null,
  note: '',
  ...given,
})
const LOG = [entry(1, 8), entry(2, 8), entry(3, 9), entry(4, 9, { what: 'spot', orderId: 7, copyId: 8 })]
const apply = (...edits: LogEditInput[]): DraftEntry[] =>
  applyEdits(
    LOG,
    edits.map((edit) => LogEdit.parse(edit)),
    { hours: HOURS, tracks: TRACKS },
  )
const ids = (log: DraftEntry[]) => log.map(({ entryId }) => entryId)

describe('edits of a log', () => {
  it('add a track, a note and a place for a voice track where it is said', () => {
    const log = apply(
      { do: 'add', trackId: 2, before: 2 },
      { do: 'add', what: 'note', title: 'Weather', after: 4 },
      { do: 'add', what: 'voice', title: 'Hello', lengthMs: 20_000, hour: '08' },
    )
    assert.deepEqual(ids(log), [1, null, 2, null, 3, 4, null])
    const [, track, , voice] = log
    assert.deepEqual(
      [track?.lengthMs, track?.cueOutMs, track?.source, track?.isHandEdited, track?.slotKey],
      [200_000, 200_400, 'manual', true, null],
    )
    assert.deepEqual([voice?.hourStartsAt, voice?.typeCode, voice?.lengthMs], [at(8), 'VOT', 20_000])
  })

  it('give whole seconds: music is rounded down, everything else up', () => {
    const [music, advert] = apply({ do: 'add', trackId: 2, before: 1 }, { do: 'add', trackId: 3, before: 1 })
    assert.deepEqual([music?.lengthMs, advert?.lengthMs], [200_000, 30_000])
  })

  it('move an entry; in another hour its slot is free again', () => {
    const same = apply({ do: 'move', entryId: 2, before: 1 })
    assert.deepEqual([ids(same), same[0]?.slotKey, same[0]?.isHandEdited], [[2, 1, 3, 4], '08:s2#1', true])
    const other = apply({ do: 'move', entryId: 1, after: 3 })
    assert.deepEqual([ids(other), other[2]?.slotKey, other[2]?.hourStartsAt], [[2, 3, 1, 4], null, at(9)])
    assert.deepEqual(ids(apply({ do: 'move', entryId: 4, hour: '08' })), [1, 2, 4, 3])
    assert.deepEqual(apply({ do: 'move', entryId: 1, before: 1 }), LOG)
  })

  it('give another track; a spot is no longer the order’s then', () => {
    const log = apply({ do: 'replace', entryId: 4, trackId: 2 })
    assert.deepEqual([log[3]?.trackId, log[3]?.what, log[3]?.orderId, log[3]?.copyId], [2, 'track', null, null])
  })

  it('change starts, lengths, cues and notes', () => {
    const [first] = apply({ do: 'change', entryId: 1, startType: 'hard', anchorMs: 600_000, note: 'now' })
    assert.deepEqual([first?.startType, first?.anchorMs, first?.note], ['hard', 600_000, 'now'])
    assert.equal(apply({ do: 'change', entryId: 1, lengthMs: 60_000 })[0]?.lengthMs, 60_000)
    const [cued] = apply({ do: 'change', entryId: 1, cueInMs: 10_500, cueOutMs: 200_000 })
    assert.deepEqual([cued?.cueInMs, cued?.cueOutMs, cued?.lengthMs], [10_500, 200_000, 189_000])
  })

  it('are all or none, and say which one can’t be done', () => {
    const wrong = (edit: LogEditInput): [string, string | undefined] => {
      try {
        apply({ do: 'remove', entryId: 1 }, edit)
      } catch (error) {
        if (error instanceof InvalidInputError) return [error.code, error.fields[0]?.pointer]
        throw error
      }
      return ['', undefined]
    }
    const cases: [LogEditInput, string, string][] = [
      [{ do: 'remove', entryId: 1 }, 'radio/no-such-entry', 'entryId'],
      [{ do: 'add', trackId: 9, hour: '08' }, 'radio/track-not-in-library', 'trackId'],
      [{ do: 'add', trackId: 4, hour: '08' }, 'radio/track-not-usable', 'trackId'],
      [{ do: 'add', hour: '08' }, 'radio/track-needed', 'trackId'],
      [{ do: 'add', what: 'note', hour: '08' }, 'radio/title-needed', 'title'],
      [{ do: 'add', trackId: 1 }, 'radio/one-place-needed', 'before'],
      [{ do: 'add', trackId: 1, hour: '08', before: 2 }, 'radio/one-place-needed', 'before'],
      [{ do: 'add', trackId: 1, hour: '02+' }, 'radio/no-such-hour', 'hour'],
      [{ do: 'change', entryId: 2, startType: 'hard' }, 'radio/anchor-needed', 'anchorMs'],
      [{ do: 'change', entryId: 2, startType: 'soft', anchorMs: 3_600_000 }, 'radio/anchor-outside-hour', 'anchorMs'],
      [{ do: 'change', entryId: 2, lengthMs: 400_000 }, 'radio/length-outside-audio', 'lengthMs'],
      [{ do: 'change', entryId: 2, cueOutMs: 400_000 }, 'radio/cue-outside-audio', 'cueOutMs'],
      [{ do: 'change', entryId: 2, title: 'Mine' }, 'radio/title-of-library', 'title'],
    ]
    for (const [edit, code, field] of cases) assert.deepEqual(wrong(edit), [code, `/edits/1/${field}`])
  })
})

onEachDatabase('editing a log', (open) => {
  let db: Db
  let world: LogWorld
  before(async () => {
    db = await open()
    world = await openLogWorld(db)
  })
  after(() => db[Symbol.asyncDispose]())

  const NOTE: LogEdit = LogEdit.parse({ do: 'add', what: 'note', title: 'x', hour: '08' })
  const note = (logId: number, by = ANN, ifMatch = '*') => editLog(world.deps)(logId, [NOTE], { by, ifMatch, signal })
  const dayNamed = (airDate: string) => makeLog(world.deps)(world.stationId, airDate, ANN)

  it('needs the newest revision, and of two at once one is refused', async () => {
    const { logId, revision } = await dayNamed('2026-12-01')
    const unseen = { by: ANN, ifMatch: undefined, signal }
    await assert.rejects(editLog(world.deps)(logId, [NOTE], unseen), refusedAs('request/version-missing'))
    await assert.rejects(note(logId, ANN, '"99"'), refusedAs('request/version-changed'))
    const both = await Promise.allSettled([
      note(logId, ANN, `"${revision}"`),
      note(logId, BEN, `"${revision}"`),
      note(logId, ANN, `"${revision}"`),
    ])
    assert.equal(both.filter(({ status }) => status === 'fulfilled').length, 1)
    assert.equal((await listRevisions(db.read, logId, { limit: 10 })).length, 2)
  })

  it('several edits are one revision, and none of them when one can’t be done', async () => {
    const { logId } = await dayNamed('2026-12-02')
    const wrong = LogEdit.parse({ do: 'remove', entryId: 999_999 })
    await assert.rejects(
      editLog(world.deps)(logId, [NOTE, wrong], { by: ANN, ifMatch: '*', signal }),
      refusedAs('radio/no-such-entry'),
    )
    const { log, entries } = await editLog(world.deps)(logId, [NOTE, NOTE, NOTE], { by: ANN, ifMatch: '*', signal })
    assert.deepEqual([log.revision, entries.length], [2, 3])
  })

  it('is one person’s at a time: others are told who and until when, for fifteen minutes after the last work', async () => {
    const { logId } = await dayNamed('2026-12-03')
    const lock = lockLog(world.deps)
    await lock(logId, ANN, { takeOver: false, note: '' })
    await assert.rejects(note(logId, BEN), (error) => {
      assert.ok(error instanceof AppError && error.code === 'radio/log-locked')
      assert.deepEqual(error.params, { holder: 'Ann', until: '13:15:00', airDate: '2026-12-03' })
      return true
    })
    world.clock.advance(10 * 60_000)
    await note(logId)
    world.clock.advance(10 * 60_000)
    await assert.rejects(note(logId, BEN), refusedAs('radio/log-locked'))
    world.clock.advance(6 * 60_000)
    await note(logId, BEN)
  })

  it('is taken over with a note, and let go by who holds it or by an administrator', async () => {
    const { logId } = await dayNamed('2026-12-04')
    const [lock, unlock] = [lockLog(world.deps), unlockLog(world.deps)]
    await lock(logId, ANN, { takeOver: false, note: '' })
    await assert.rejects(lock(logId, BEN, { takeOver: false, note: 'x' }), refusedAs('radio/log-locked'))
    await assert.rejects(lock(logId, BEN, { takeOver: true, note: '' }), refusedAs('radio/takeover-needs-note'))
    assert.equal((await lock(logId, BEN, { takeOver: true, note: 'Ann went home' })).lockedBy, BEN.actor)
    const told = await world.deps.events.readBefore({ limit: 1, kindPrefix: 'radio.log.taken-over' })
    assert.deepEqual([told[0]?.data?.['from'], told[0]?.data?.['note']], ['Ann', 'Ann went home'])
    await assert.rejects(note(logId), refusedAs('radio/log-locked'))
    await assert.rejects(unlock(logId, ANN, { isForced: false }), refusedAs('radio/log-locked'))
    assert.equal((await unlock(logId, ANN, { isForced: true })).lockedBy, null)
    assert.equal((await unlock(logId, ANN, { isForced: false })).lockedBy, null)
  })

  it('tells what is wrong with the day: what stops it, and what does not', async () => {
    const airDate = '2026-12-05'
    await generateDay(world.deps)({ stationId: world.stationId, airDate, isDryRun: false, by: ANN, signal })
    const log = await dayNamed(airDate)
    const before_ = await readDay(world.deps, log, { signal })
    assert.deepEqual(before_.findings, [])
    const [first, second, third, fourth] = before_.entries
    const id = (one: typeof first) => one?.entryId ?? 0
    const voice = { do: 'add', what: 'voice', title: 'V', lengthMs: 20_000, before: id(second) } as const
    const late = { do: 'change', entryId: id(fourth), startType: 'hard', anchorMs: 60_000 } as const
    const edits = [{ do: 'remove', entryId: id(third) }, voice, late].map((edit) => LogEdit.parse(edit))
    await editLog(world.deps)(log.logId, edits, { by: ANN, ifMatch: '*', signal })
    const gone = world.tracks.get(first?.trackId ?? 0) as ReturnType<typeof trackNamed>
    world.tracks.set(gone.trackId, { ...gone, state: 'missing' })
    const { findings } = await readDay(world.deps, await dayNamed(airDate), { signal })
    world.tracks.set(gone.trackId, gone)
    const codes = findings.map(({ code, severity }) => `${code} ${severity}`)
    assert.ok(codes.includes('no-audio stopper') && codes.includes('track-missing stopper'))
    assert.ok(codes.some((code) => code.startsWith('gap')) && codes.some((code) => code.startsWith('not-heard')))
  })

  it('shows a day whose playout can’t be read, and says so; whoever writes there is refused', async () => {
    const log = await dayNamed('2026-12-06')
    const { outside } = world.deps
    const read = outside.read.bind(outside)
    outside.read = async () => {
      throw new InvalidInputError('remote/refused')
    }
    const day = await readDay(world.deps, log, { signal })
    assert.deepEqual([day.outsideProblem?.code, day.outside.readAt], ['remote/refused', null])
    await assert.rejects(readDay(world.deps, log, { signal, isStrict: true }), refusedAs('remote/refused'))
    outside.read = read
  })
})
