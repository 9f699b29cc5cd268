import { createHash } from 'node:crypto'
import { lockInTx } from '../../db/lock-in-tx.ts'
import { addDays, dayAt, daySpan } from '../../kernel/time.ts'
import { getStation, type Station } from '../stations/index.ts'
import { tellMisses } from '../traffic/index.ts'
import { findDay, type JudgedDay, type KeptLine, playIdsOf, replaceLines, saveDay } from './day-store.ts'
import type { AsRunDeps } from './deps.ts'
import { countsOf, type Line, type PlannedPlay, type Rules } from './model.ts'
import { reconcile } from './reconcile.ts'
import { tellOrders } from './tell-orders.ts'
import { getKeeping, listPlays, type Play } from './store.ts'

/** The playout writes when an item begins; after this nothing more of a day comes. */
const SETTLED_AFTER_MS = 10 * 60_000

type Deps = Pick<AsRunDeps, 'attention' | 'db' | 'clock' | 'planned' | 'events'>

/**
 * Holds a day against its plan, and keeps what came out in place of what was known. Days after it are judged again when
 * a play went from them to this one, or the other way round. Repeating it changes nothing.
 * @param readAt up to when the playout's history is known; what it may still tell is no miss
 * @returns the days that are another now
 */
export function judgeDay(deps: Deps) {
  return async (stationId: number, airDate: string, readAt: number): Promise<string[]> => {
    const station = await getStation(deps.db.read, stationId)
    const changed: string[] = []
    for (let date = airDate; ;) {
      const before = await findDay(deps.db.read, stationId, date)
      const isWanted = date === airDate || before !== undefined
      if (!isWanted) return changed
      const isChanged = await judgeOne(deps, station, {
        airDate: date,
        readAt: Math.max(before?.readAt ?? 0, date === airDate ? readAt : 0),
        before,
      })
      if (!isChanged) return changed
      changed.push(date)
      date = addDays(date, 1)
    }
  }
}

interface Wish {
  airDate: string
  readAt: number
  before: JudgedDay | undefined
}

async function judgeOne(deps: Deps, station: Station, { airDate, readAt, before }: Wish): Promise<boolean> {
  const { stationId } = station
  const now = deps.clock.now()
  const { rules } = await getKeeping(deps.db.read, stationId)
  const span = daySpan(airDate, station.timeZone)
  const lines = judgedLines(await readDay(deps, station, { airDate, rules }), { span, rules, readAt })
  const kept = lines.map(toKept)
  const counts = countsOf(lines)
  const state = readAt >= span.endsAt + SETTLED_AFTER_MS ? 'final' : 'open'
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([kept, counts]))
    .digest('hex')
  const isChanged = before?.fingerprint !== fingerprint
  await deps.db.tx(async (tx) => {
    await lockInTx(tx, `radio_as_run:${stationId}`)
    const day = { stationId, airDate, ...span, readAt, state, counts, fingerprint, judgedAt: now } as const
    const dayId = await saveDay(tx, day)
    if (isChanged) await replaceLines(tx, { dayId, stationId, airDate }, kept)
    if (isChanged || before?.state !== state) {
      await tellOrders(tx, { stationId, airDate, lines: kept, isOver: state === 'final', now })
      await tellMisses(deps.attention, tx, { stationId, now })
    }
    if (state === 'final' && before?.state !== 'final') {
      const subject = `station:${stationId}`
      const { missed, late, short, extra } = counts
      const data = { name: station.name, airDate, missed, late, short, extra }
      await deps.events.append(tx, { kind: 'radio.as-run.judged', actor: 'system', scope: subject, subject, data })
    }
  })
  return isChanged
}

interface DayFacts {
  planned: PlannedPlay[]
  /** Planned for just after the day: it competes for the last plays, and keeps them. */
  plannedNext: PlannedPlay[]
  plays: Play[]
  /** Begun before the day, and in no line of the day before. */
  isLeftOver(play: Play): boolean
}

async function readDay(
  { db, planned }: Deps,
  { stationId, timeZone }: Station,
  { airDate, rules }: { airDate: string; rules: Rules },
): Promise<DayFacts> {
  const { startsAt, endsAt } = daySpan(airDate, timeZone)
  const { furthestMs } = rules
  const list = async (from: number, to: number): Promise<PlannedPlay[]> =>
    (await Promise.all(planned.map((one) => one.listPlanned(stationId, from, to)))).flat()
  const dayBefore = addDays(airDate, -1)
  const isBeforeJudged = (await findDay(db.read, stationId, dayBefore)) !== undefined
  const taken = await playIdsOf(db.read, stationId, dayBefore)
  // A start that is known better than its plan may lie on the other side of midnight.
  const span = { from: startsAt - 2 * furthestMs, to: endsAt + 2 * furthestMs }
  const plays = (await listPlays(db.read, stationId, span)).filter(
    ({ at, playId }) => at >= startsAt - furthestMs && at < endsAt + furthestMs && !taken.has(playId),
  )
  return {
    planned: await list(startsAt, endsAt),
    plannedNext: await list(endsAt, endsAt + furthestMs),
    plays,
    isLeftOver: ({ at }) => isBeforeJudged && at < startsAt,
  }
}

interface Bounds {
  span: { startsAt: number; endsAt: number }
  rules: Rules
  readAt: number
}

/** Each play comes in one day: with its plan, else on the day on which it began. */
function judgedLines(
  { planned, plannedNext, plays, isLeftOver }: DayFacts,
  { span, rules, readAt }: Bounds,
): Line<PlannedPlay, Play>[] {
  return reconcile([...planned, ...plannedNext], plays, rules)
    .filter((line) => {
      if (line.planned !== null) return line.planned.startsAt < span.endsAt
      const play = line.play as Play
      return isLeftOver(play) || (play.at >= span.startsAt && play.at < span.endsAt)
    })
    .map((line) => (isStillDue(line, { rules, readAt }) ? { ...line, verdict: 'due' } : line))
}

const isStillDue = ({ verdict, planned }: Line, { rules, readAt }: Omit<Bounds, 'span'>): boolean =>
  verdict === 'missed' && planned !== null && planned.startsAt + rules.furthestMs > readAt

function toKept({ verdict, planned, play, offMs }: Line<PlannedPlay, Play>, position: number): KeptLine {
  return {
    position,
    verdict,
    ref: planned?.ref ?? null,
    trackId: planned?.trackId ?? play?.trackId ?? null,
    title: planned?.title ?? play?.title ?? '',
    orderId: planned?.orderId ?? null,
    plannedAt: planned?.startsAt ?? null,
    plannedMs: planned?.lengthMs ?? null,
    playId: play?.playId ?? null,
    offMs,
  }
}

/** The days of a station that a stretch of time touches, oldest first. */
export function daysIn(span: { from: number; to: number }, timeZone: string): string[] {
  const days: string[] = []
  for (let day = dayAt(span.from, timeZone); daySpan(day, timeZone).startsAt < span.to; day = addDays(day, 1))
    days.push(day)
  return days
}
