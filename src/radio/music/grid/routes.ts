import { instant, type Said } from '../../../kernel/contract.ts'
import { type BoundRoute, bindRoutes, withEtag } from '../../../kernel/routes.ts'
import { dayAt } from '../../../kernel/time.ts'
import { say, sayCode } from '../../../kernel/words.ts'
import { getStation } from '../../stations/index.ts'
import type { Reason } from '../contract.ts'
import type { DayPlan, PlanHour } from '../generate/model.ts'
import { separationRoutes, type SeparationView } from '../pools/contract.ts'
import { previewHour } from '../preview/preview-hour.ts'
import { byOf, type MusicRouteDeps } from '../shelf/routes.ts'
import { exportClocks, importClocks, type TriedClock, tryClocks } from './clock-file.ts'
import { clockFileRoutes, type DayClocksView, gridRoutes, type ImportedClocks, type PreviewView } from './contract.ts'
import {
  changeSeparation,
  clearDay,
  clocksOfDay,
  contentTag,
  type DayClocks,
  separationOfStation,
  setClocksOfDay,
  setWeek,
  tagOfDay,
} from './edit-grid.ts'
import { listOwnDays, readWeek, type Week } from './store.ts'

const weekAnswer = (stationId: number, week: Week) => {
  const etag = contentTag(week)
  return withEtag({ stationId, week, etag }, etag)
}

const dayAnswer = (day: DayClocks) => {
  const etag = tagOfDay(day)
  const view: DayClocksView = {
    stationId: day.stationId,
    airDate: day.airDate,
    isOwn: day.isOwn,
    hours: day.hours.map(({ name, startsAt, endsAt, clockId }) => ({
      hour: name,
      startsAt: instant(startsAt),
      endsAt: instant(endsAt),
      clockId,
    })),
    etag,
  }
  return withEtag(view, etag)
}

const separationAnswer = (stationId: number, { rules, version }: Awaited<ReturnType<typeof separationOfStation>>) => {
  const view: SeparationView = { ...rules, stationId, etag: String(version) }
  return withEtag(view, view.etag)
}

export function gridRoutesOf(deps: MusicRouteDeps): BoundRoute[] {
  const { read } = deps.db
  const use = {
    setWeek: setWeek(deps),
    setClocksOfDay: setClocksOfDay(deps),
    clearDay: clearDay(deps),
    rules: changeSeparation(deps),
  }
  return [
    ...bindRoutes(gridRoutes, {
      listDays: async ({ params: { stationId }, query }) => {
        const { timeZone } = await getStation(read, stationId)
        return { items: await listOwnDays(read, stationId, query.from ?? dayAt(deps.clock.now(), timeZone)) }
      },
      get: async ({ params: { stationId } }) => {
        await getStation(read, stationId)
        return weekAnswer(stationId, await readWeek(read, stationId))
      },
      put: async ({ params: { stationId }, body, ...call }) =>
        weekAnswer(stationId, await use.setWeek(stationId, body.week, byOf(call))),
      getDay: async ({ params }) => dayAnswer(await clocksOfDay(read, params.stationId, params.airDate)),
      putDay: async ({ params, body, ...call }) => dayAnswer(await use.setClocksOfDay(params, body.hours, byOf(call))),
      clearDay: async ({ params, ...call }) =>
        dayAnswer(await use.clearDay(params.stationId, params.airDate, byOf(call))),
    }),
    ...bindRoutes(separationRoutes, {
      get: async ({ params: { stationId } }) => separationAnswer(stationId, await separationOfStation(read, stationId)),
      change: async ({ params: { stationId }, body, ...call }) => {
        const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
        return separationAnswer(stationId, await use.rules(stationId, given, byOf(call)))
      },
    }),
    ...fileRoutesOf(deps),
  ]
}

function fileRoutesOf(deps: MusicRouteDeps): BoundRoute[] {
  const { read } = deps.db
  const use = { add: importClocks(deps), try: tryClocks(deps) }
  return bindRoutes(clockFileRoutes, {
    export: async ({ params }) => exportClocks(read, params.stationId),
    import: async ({ params, query, body, ...call }) => {
      if (query.dryRun === 'yes') return toTried(await use.try(params.stationId, body, byOf(call)))
      const added = await use.add(params.stationId, body, byOf(call))
      const clocks = added.map(({ id, name, facts }) => ({ clockId: id, name, slots: facts.slots.length }))
      return { isDryRun: false, added: clocks, refused: [] }
    },
    preview: async ({ params, body }) => {
      const wish = { ...body, stationId: params.stationId }
      return toPreview(await previewHour({ reader: read, sources: deps.sources }, wish))
    },
  })
}

const toTried = (tried: readonly TriedClock[]): ImportedClocks => ({
  isDryRun: true,
  added: tried.flatMap(({ name, slots, problem }) => (problem === null ? [{ clockId: null, name, slots }] : [])),
  refused: tried.flatMap(({ name, problem }) =>
    problem === null ? [] : [{ name, problem: sayCode(problem.code, problem.params) }],
  ),
})

const said = ({ code, params }: Reason): Said => ({ code, params, text: say(`reason.${code}`, params) })

function toPreview({ hour, plan, tracksKnown }: { hour: PlanHour; plan: DayPlan; tracksKnown: number }): PreviewView {
  return {
    hour: hour.name,
    startsAt: instant(hour.startsAt),
    endsAt: instant(hour.endsAt),
    items: plan.items.map(
      ({ slotKey, startsAt, lengthMs, what, typeCode, trackId, title, artist, startType, why }) => ({
        slotKey,
        startsAt: instant(startsAt),
        lengthMs,
        what,
        typeCode,
        trackId,
        title,
        artist,
        startType,
        why: {
          chose: said(why.chose),
          blocked: why.blocked.map((one) => ({ ...one, by: said(one.by) })),
          broken: why.broken.map(said),
        },
      }),
    ),
    unfilled: plan.unfilled.map(({ startsAt, endsAt, reason }) => ({
      startsAt: instant(startsAt),
      endsAt: instant(endsAt),
      reason: said(reason),
    })),
    leftOut: plan.leftOut.map(({ slotKey, reason }) => ({ slotKey, reason: said(reason) })),
    tracksKnown,
  }
}
