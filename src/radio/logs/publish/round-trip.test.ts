import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { keepsPublishPromises } from '../../../../test/publish-promises.ts'
import { publishStories } from '../../../../test/publish-worlds.ts'
import type { PlayoutRow } from '../../planner/index.ts'
import { changeRows } from './change-rows.ts'
import type { OwnRow } from './model.ts'
import { placeRows } from './place-rows.ts'

it('any log, published to any playout, is read back as it is; nothing else is touched, and once more is nothing', () =>
  fc.assert(
    fc.asyncProperty(publishStories, (story) => keepsPublishPromises(story)),
    { numRuns: 150 },
  ))

const HOUR_MS = 3_600_000
const day = { startsAt: 0, endsAt: 24 * HOUR_MS }
const wished = { entryId: 1, trackId: 1, title: 'Song', cueInMs: 0, cueOutMs: 60_000 }

it('makes windows in whole seconds, also beside one of others that is not', () => {
  const there = { windowId: 1, title: '', startsAt: 0, endsAt: HOUR_MS + 400, isOurs: false, refusal: null }
  const row = { ...wished, startsAt: 2 * HOUR_MS, endsAt: 2 * HOUR_MS + 60_000 }
  const { newWindows, stoppers } = placeRows([row], [there], day)
  assert.deepEqual([newWindows, stoppers], [[{ startsAt: HOUR_MS + 1000, endsAt: day.endsAt }], []])
})

it('puts nothing over a row of another hour of ours that somebody moved', () => {
  const own: OwnRow = { ...wished, startsAt: HOUR_MS, endsAt: HOUR_MS + 60_000, deliveryId: 1, rowId: 1, windowId: 1 }
  const moved = { ...own, startsAt: 2 * HOUR_MS, endsAt: 2 * HOUR_MS + 60_000, fadeIn: '', fadeOut: '' } as unknown
  const entry = { entryId: 2, what: 'track', typeCode: 'MUS', trackId: 1, title: 'Other', cueInMs: 0, cueOutMs: 60_000 }
  const place = { hourStartsAt: 2 * HOUR_MS, lengthMs: 60_000, startType: 'hard', anchorMs: 0 }
  const hours = Array.from({ length: 24 }, (_, n) => ({
    name: `${n}`,
    startsAt: n * HOUR_MS,
    endsAt: (n + 1) * HOUR_MS,
  }))
  const nothing = { windows: [], changedOutside: [], airings: [], foreign: [] }
  const { stoppers } = changeRows({
    entries: [{ ...entry, ...place }] as unknown as Parameters<typeof changeRows>[0]['entries'],
    day: { ...day, hours },
    scope: { from: 2 * HOUR_MS, to: 3 * HOUR_MS, isWholeDay: false },
    world: { ...nothing, rows: [moved as PlayoutRow], own: [own], asMade: new Set() },
    tracks: new Map([[1, { state: 'usable', lengthMs: 60_000 }]]),
    acceptedGaps: new Set([2 * HOUR_MS + 60_000]),
    now: -HOUR_MS,
  })
  assert.deepEqual(
    stoppers.map(({ code, params }) => [code, params]),
    [['radio/over-what-stays', { title: 'Other', other: 'Song' }]],
  )
})
