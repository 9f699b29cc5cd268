import type { Audit } from '../../access/index.ts'
import { InvalidInputError } from '../../kernel/errors.ts'
import { pageFrom } from '../../kernel/paging.ts'
import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { dayAt, daySpan } from '../../kernel/time.ts'
import { getStation, type Station } from '../stations/index.ts'
import { asRunRoutes, type RulesView } from './contract.ts'
import { findDay, listDays, listLines, listOwed } from './day-store.ts'
import type { AsRunDeps } from './deps.ts'
import { SyncHistory } from './jobs.ts'
import { daysIn } from './judge-day.ts'
import { placeAfter, placeOf } from './play-place.ts'
import { makeReport } from './report.ts'
import { findPlays, getKeeping, saveKeeping } from './store.ts'
import { toDayView, toLineView, toOverview, toOwed, toPlayView, toRules, toRulesView } from './views.ts'

const REPORT_DAYS_MOST = 92
const SYNC_DAYS_MOST = 366

export function asRunRoutesOf(deps: AsRunDeps & { audit: Audit }): BoundRoute[] {
  const { db, clock } = deps
  const stationOf = (stationId: number): Promise<Station> => getStation(db.read, stationId)
  return bindRoutes(asRunRoutes, {
    async overview({ params: { stationId }, query }) {
      const station = await stationOf(stationId)
      const [keeping, days] = await Promise.all([getKeeping(db.read, stationId), listDays(db.read, stationId, query)])
      return toOverview(station, { keeping, days, now: clock.now() })
    },
    async day({ params: { stationId, airDate }, query: { verdict } }) {
      const { timeZone } = await stationOf(stationId)
      const day = await findDay(db.read, stationId, airDate)
      const lines = (await listLines(db.read, stationId, airDate)).map(toLineView)
      return {
        timeZone,
        day: day === undefined ? null : toDayView(day),
        lines: verdict === undefined ? lines : lines.filter((line) => line.verdict === verdict),
      }
    },
    async plays({ params: { stationId }, query }) {
      const { timeZone } = await stationOf(stationId)
      const { cursor, limit, from, to, ...filter } = query
      const rows = await findPlays(db.read, stationId, {
        ...filter,
        from: from === undefined ? undefined : daySpan(from, timeZone).startsAt,
        to: to === undefined ? undefined : daySpan(to, timeZone).endsAt,
        before: await placeAfter(db.read, stationId, cursor),
        limit: limit + 1,
      })
      const { items, nextCursor } = pageFrom(rows, limit, placeOf)
      return { items: items.map(toPlayView), nextCursor }
    },
    async report({ params: { stationId }, query: { format, ...range } }) {
      const station = await stationOf(stationId)
      const span = spanOf(station, range)
      const days = daysIn(span, station.timeZone)
      assertFew(days.length, REPORT_DAYS_MOST)
      return makeReport(db.read, station, { days, format })
    },
    async owed({ params: { stationId }, query }) {
      const station = await stationOf(stationId)
      return { items: toOwed(await listOwed(db.read, stationId, spanOf(station, query))) }
    },
    sync: async ({ params: { stationId }, body, actor }) => ({
      runId: await startSync(deps, await stationOf(stationId), { ...body, actor: actor.id }),
    }),
    setRules: async ({ params: { stationId }, body, actor, request: { address } }) =>
      changeRules(deps, await stationOf(stationId), { rules: body, actor: actor.id, address }),
  })
}

interface RulesWish {
  rules: RulesView
  actor: string
  address: string
}

async function changeRules(
  { db, audit }: AsRunDeps & { audit: Audit },
  { stationId, name }: Station,
  { rules, actor, address }: RulesWish,
): Promise<RulesView> {
  await db.tx(async (tx) => {
    const keeping = await getKeeping(tx, stationId)
    const details = { name, before: toRulesView(keeping.rules), after: rules }
    const subject = `station:${stationId}`
    await audit.append(tx, { actor, action: 'radio.as-run.rules-changed', subject, address, details })
    await saveKeeping(tx, stationId, { ...keeping, rules: toRules(rules), version: keeping.version + 1 })
  })
  return toRulesView((await getKeeping(db.read, stationId)).rules)
}

type SyncWish = { from?: string | undefined; to?: string | undefined; actor: string }

/** Of the days that are named, or since the last look. */
async function startSync(
  { db, clock, jobs }: AsRunDeps,
  station: Station,
  { from, to, actor }: SyncWish,
): Promise<number> {
  const { stationId, timeZone } = station
  if (from !== undefined || to !== undefined) {
    const last = to ?? dayAt(clock.now(), timeZone)
    assertFew(daysIn(spanOf(station, { from: from ?? last, to: last }), timeZone).length, SYNC_DAYS_MOST)
  }
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  const payload = { stationId, ...range }
  const { runId } = await db.tx((tx) => jobs.enqueue(tx, SyncHistory, payload, { actor, label: station.name }))
  return runId
}

/** @throws InvalidInputError `radio/days-turned-round` */
function spanOf({ timeZone }: Station, { from, to }: { from: string; to: string }): { from: number; to: number } {
  if (to < from) throw new InvalidInputError('radio/days-turned-round', { params: { from, to } })
  return { from: daySpan(from, timeZone).startsAt, to: daySpan(to, timeZone).endsAt }
}

function assertFew(count: number, most: number): void {
  if (count > most) throw new InvalidInputError('radio/too-many-days', { params: { days: count, most } })
}
