import assert from 'node:assert/strict'
import fc from 'fast-check'
import { daySpan } from '../src/kernel/time.ts'
import { hoursOf } from '../src/kernel/hours.ts'
import { type Day, joined, takesTime, timeEntries, type TimedEntry } from '../src/radio/logs/timing.ts'

const SECOND_MS = 1000
const DAYS: readonly (readonly [string, string])[] = [
  ['2026-11-29', 'Europe/Paris'],
  ['2026-03-29', 'Europe/Paris'],
  ['2026-10-25', 'Europe/Paris'],
  ['2026-03-08', 'America/New_York'],
  ['2026-11-01', 'America/New_York'],
  ['2026-10-04', 'Australia/Lord_Howe'],
  ['2026-04-05', 'Australia/Lord_Howe'],
]
const WORLDS: readonly Day[] = DAYS.map(([airDate, zone]) => {
  const span = daySpan(airDate, zone)
  return { ...span, hours: hoursOf(span, zone) }
})

const anyEntry = fc.record({
  hour: fc.nat(25),
  lengthSec: fc.oneof(fc.nat(400), fc.nat(8000)),
  what: fc.constantFrom('track' as const, 'track' as const, 'spot' as const, 'note' as const),
  startType: fc.constantFrom('relative' as const, 'relative' as const, 'soft' as const, 'hard' as const),
  anchorSec: fc.nat(3600),
})

const anyWorld = fc.record({
  day: fc.constantFrom(...WORLDS),
  entries: fc.array(anyEntry, { maxLength: 60 }),
  taken: fc.array(fc.record({ from: fc.nat(90_000_000), length: fc.nat(9_000_000) }), { maxLength: 6 }),
})

/** What holds of the times of any log, on days of 23, 24 and 25 hours and on those of half an hour more or less. */
export function checkTimings(runs: number): void {
  fc.assert(
    fc.property(anyWorld, ({ day, entries: wished, taken: wishedTaken }) => {
      const entries = wished
        .map(({ hour, lengthSec, what, startType, anchorSec }): TimedEntry => {
          const { startsAt } = day.hours[hour % day.hours.length] as { startsAt: number }
          const anchorMs = startType === 'relative' ? null : anchorSec * SECOND_MS
          return { hourStartsAt: startsAt, lengthMs: lengthSec * SECOND_MS, what, startType, anchorMs }
        })
        .toSorted((a, b) => a.hourStartsAt - b.hourStartsAt)
      const taken = wishedTaken.map(({ from, length }) => ({
        startsAt: day.startsAt - 3_600_000 + from,
        endsAt: day.startsAt - 3_600_000 + from + length,
      }))
      judge(entries, day, taken)
    }),
    { numRuns: runs },
  )
}

function judge(entries: readonly TimedEntry[], day: Day, taken: { startsAt: number; endsAt: number }[]): void {
  const { times, gaps } = timeEntries(entries, day, taken)
  assert.equal(times.length, entries.length)
  const blocks = joined(taken)
  let heardMs = 0
  let cursor = day.startsAt
  for (const [index, time] of times.entries()) {
    const entry = entries[index] as TimedEntry
    const { startsAt, endsAt, cutMs } = time
    assert.ok(startsAt % SECOND_MS === 0 && endsAt % SECOND_MS === 0 && startsAt <= endsAt)
    assert.ok(day.startsAt <= startsAt && endsAt <= day.endsAt, 'inside of its day')
    if (!takesTime(entry)) {
      assert.equal(startsAt, endsAt)
      continue
    }
    assert.equal(endsAt - startsAt + cutMs, entry.lengthMs)
    if (endsAt === startsAt) continue
    assert.ok(startsAt >= cursor, 'nothing overlaps, and the order stays')
    assert.ok(startsAt >= entry.hourStartsAt, 'not before its hour')
    assert.ok(!blocks.some((block) => block.startsAt < endsAt && startsAt < block.endsAt), 'nothing where it is taken')
    cursor = endsAt
    heardMs += endsAt - startsAt
  }
  judgeGaps({ day, blocks, heardMs, times }, gaps)
}

function judgeGaps(
  {
    day,
    blocks,
    heardMs,
    times,
  }: {
    day: Day
    blocks: { startsAt: number; endsAt: number }[]
    heardMs: number
    times: { startsAt: number; endsAt: number }[]
  },
  gaps: readonly { startsAt: number; endsAt: number; before: number; hourStartsAt: number }[],
): void {
  const inDay = blocks.map(({ startsAt, endsAt }) =>
    Math.max(0, Math.min(endsAt, day.endsAt) - Math.max(startsAt, day.startsAt)),
  )
  const takenMs = inDay.reduce((sum, ms) => sum + ms, 0)
  const gapMs = gaps.reduce((sum, { startsAt, endsAt }) => sum + endsAt - startsAt, 0)
  assert.equal(heardMs + takenMs + gapMs, day.endsAt - day.startsAt, 'every second is heard, taken, or told as a gap')
  for (const gap of gaps) {
    assert.ok(gap.endsAt - gap.startsAt >= SECOND_MS)
    const hour = day.hours.find(({ startsAt }) => startsAt === gap.hourStartsAt)
    assert.ok(hour !== undefined && hour.startsAt <= gap.startsAt && gap.endsAt <= hour.endsAt)
    assert.ok(gap.before >= 0 && gap.before <= times.length)
  }
}
