import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { type CalendarWorld, startCalendarWorld } from '../../../../test/calendar-world.ts'
import type { AiringView, RangeDraft } from '../contract.ts'

const MINUTE_MS = 60_000
const iso = (ms: number): string => new Date(ms).toISOString()

describe('changes that are done together', () => {
  let world: CalendarWorld
  let tracks: Record<'ada' | 'bo' | 'cy', number>
  before(async () => {
    world = await startCalendarWorld()
    const file = (title: string) => world.libretime.seed.file({ title, lengthMs: 60 * MINUTE_MS })
    tracks = { ada: file('Ada'), bo: file('Bo'), cy: file('Cy') }
  })
  afterEach(async () => {
    for (const { airingId } of await standing()) await world.app.cli('DELETE', `api/v1/radio/airings/${airingId}`)
  })
  after(() => world[Symbol.asyncDispose]())

  const at = 'api/v1/radio/stations/1/planner'
  const slot = (clock: string) => {
    const startsMs = world.at(0, clock)
    return { startsAt: iso(startsMs), endsAt: iso(startsMs + 60 * MINUTE_MS) }
  }
  const standing = async (): Promise<AiringView[]> =>
    (await world.app.get<{ items: AiringView[] }>(`${at}/airings?state=verified&limit=200`)).items
  const rows = (track: number): string[] =>
    world.libretime.rows.schedule.where(({ file }) => file === track).map((row) => iso(row.starts_at / 1000))
  const planAt = async (track: number, clock: string): Promise<number> =>
    (await world.plan({ track, day: 0, clock, minutes: 60 })).airing.airingId
  const draft = async (changes: object[]): Promise<RangeDraft> => {
    const { status, json, text } = await world.app.cli('POST', `${at}/changes`, { changes })
    assert.equal(status, 200, text)
    return json as unknown as RangeDraft
  }
  const act = async (planId: number | null, verb: 'apply' | 'undo'): Promise<string> => {
    await world.app.cli('POST', `api/v1/plans/${planId}/${verb}`, {})
    const state = async () => (await world.app.get<{ state: string }>(`api/v1/plans/${planId}`)).state
    await world.app.until('it has ended', async () => !['draft', 'applying', 'undoing'].includes(await state()))
    // Undone is what was applied before.
    if (verb === 'undo') await world.app.until('it is undone', async () => (await state()) !== 'applied')
    return state()
  }

  it('each may take the place that another leaves, and all of it is taken back', async () => {
    const [ada, bo] = [await planAt(tracks.ada, '12:00'), await planAt(tracks.bo, '13:00')]
    const gone = await planAt(tracks.cy, '14:00')
    const drafted = await draft([
      { do: 'move', airingId: ada, ...slot('13:00') },
      { do: 'move', airingId: bo, ...slot('14:00') },
      { do: 'unplan', airingId: gone },
      { do: 'plan', trackId: tracks.cy, showId: '1', ...slot('12:00') },
    ])
    assert.deepEqual(drafted.counts, { add: 1, move: 2, keep: 0, remove: 1, left: 0 })
    assert.deepEqual(drafted.operations[0]?.from, slot('12:00'))
    assert.deepEqual(rows(tracks.ada), [slot('12:00').startsAt])
    assert.equal(await act(drafted.planId, 'apply'), 'applied')
    const now = () => [tracks.ada, tracks.bo, tracks.cy].map(rows)
    assert.deepEqual(now(), [[slot('13:00').startsAt], [slot('14:00').startsAt], [slot('12:00').startsAt]])
    assert.deepEqual(
      (await standing()).filter(({ airingId }) => airingId === ada || airingId === bo).map(({ state }) => state),
      ['verified', 'verified'],
    )
    assert.equal(await act(drafted.planId, 'undo'), 'undone')
    assert.deepEqual(now(), [[slot('12:00').startsAt], [slot('13:00').startsAt], [slot('14:00').startsAt]])
  })

  it('two that wait for each other’s place can’t be; one is left, and the other stays where it is', async () => {
    const [ada, bo] = [await planAt(tracks.ada, '12:00'), await planAt(tracks.bo, '13:00')]
    const { counts, operations, planId } = await draft([
      { do: 'move', airingId: ada, ...slot('13:00') },
      { do: 'move', airingId: bo, ...slot('12:00') },
    ])
    assert.deepEqual(counts, { add: 0, move: 0, keep: 0, remove: 0, left: 2 })
    assert.deepEqual(
      operations.map(({ reason }) => reason?.code),
      ['radio/moves-in-a-circle', 'radio/slot-taken'],
    )
    assert.equal(planId, null)
  })

  it('what can’t be is left with its reason, and whatever counted on its place with it', async () => {
    const [ada, bo] = [await planAt(tracks.ada, '12:00'), await planAt(tracks.bo, '13:00')]
    const drafted = await draft([
      { do: 'move', airingId: ada, ...slot('09:00') },
      { do: 'move', airingId: bo, ...slot('12:00') },
      { do: 'plan', trackId: tracks.cy, showId: '1', ...slot('15:00') },
      { do: 'plan', trackId: tracks.cy, showId: '1', ...slot('15:00') },
      { do: 'plan', episodeId: 'nobody', ...slot('16:00') },
      { do: 'unplan', airingId: 4711 },
    ])
    assert.deepEqual(
      drafted.operations.map(({ action, reason }) => [action, reason?.code]),
      [
        ['left', 'radio/slot-taken'],
        ['left', 'radio/slot-taken'],
        ['add', undefined],
        ['left', 'radio/wishes-overlap'],
        ['left', 'radio/no-such-episode'],
        ['left', 'radio/airing-changed'],
      ],
    )
    assert.equal(await act(drafted.planId, 'apply'), 'applied')
    assert.deepEqual(rows(tracks.cy), [slot('15:00').startsAt])
  })

  it('are refused as a whole when one of them has moved since', async () => {
    const ada = await planAt(tracks.ada, '12:00')
    const drafted = await draft([
      { do: 'move', airingId: ada, ...slot('13:00') },
      { do: 'plan', trackId: tracks.cy, showId: '1', ...slot('15:00') },
    ])
    await world.app.cli('POST', `api/v1/radio/airings/${ada}/move`, slot('17:00'))
    assert.equal(await act(drafted.planId, 'apply'), 'stale')
    assert.deepEqual([rows(tracks.ada), rows(tracks.cy)], [[slot('17:00').startsAt], []])
  })

  it('say an airing once, and know what is so already', async () => {
    const ada = await planAt(tracks.ada, '12:00')
    const twice = { changes: [1, 2].map(() => ({ do: 'unplan', airingId: ada })) }
    const answer = await world.app.cli('POST', `${at}/changes`, twice)
    assert.deepEqual([answer.status, answer.json['code']], [400, 'radio/changed-twice'])
    const same = await draft([{ do: 'move', airingId: ada, ...slot('12:00') }])
    assert.deepEqual([same.counts.keep, same.planId], [1, null])
    await world.app.cli('DELETE', `api/v1/radio/airings/${ada}`)
    const gone = await draft([{ do: 'unplan', airingId: ada }])
    assert.deepEqual([gone.counts.keep, gone.planId], [1, null])
  })
})
