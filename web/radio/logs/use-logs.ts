import { useNavigate } from '@tanstack/react-router'
import { type SearchEdit, useSearchOf } from '../../shell/use-search-of.ts'
import { logRoutes } from '../../../src/radio/logs/contract.ts'
import type { LogDayView } from '../../../src/radio/logs/read/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { addDays } from '../planner/zone-clock.ts'

export const routes = logRoutes.routes

/** What others put into the playout is no event here. */
const EVERY_MS = 60_000
/** Days before the first that is asked for stay in sight: what was published can still be undone. */
const BEFORE = 2
const DAYS = 16

export type Look = 'hours' | 'list'
/** The thirtieth of February is none, though a browser takes it for one of March. */
function isDay(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

/** What is looked at: all of it stands in the address. */
export function useAddress() {
  const { search, set } = useSearchOf('/radio/logs')
  const navigate = useNavigate()
  const { day, revision } = search
  return {
    station: search['station'],
    day: day !== undefined && isDay(day) ? day : undefined,
    /** Of a card: a log by its number, whatever its day. */
    log: /^[1-9]\d{0,14}$/.test(search['log'] ?? '') ? Number(search['log']) : undefined,
    hour: search['hour'],
    look: search['view'] === 'list' ? ('list' as const) : ('hours' as const),
    revision: revision !== undefined && /^[1-9]\d{0,8}$/.test(revision) ? Number(revision) : undefined,
    set,
    open: (edit: SearchEdit) => void navigate({ to: '/radio/logs', search: { station: search['station'], ...edit } }),
  }
}
export type Address = ReturnType<typeof useAddress>

/** @param first the day that the list begins at; some before today unless said */
export const useDays = (stationId: number, { today, first }: { today: string; first: string | undefined }) =>
  useRead(
    routes.list,
    { params: { stationId }, query: { from: first ?? addDays(today, -BEFORE), days: DAYS } },
    { everyMs: EVERY_MS },
  )

export const dayRequest = (stationId: number, airDate: string) => ({ params: { stationId, airDate }, query: {} })

/** A day as it is now, once it has a log. While another one is on its way, the last one is not shown under its name. */
export function useDay(stationId: number, airDate: string) {
  const days = useRead(routes.list, { params: { stationId }, query: { from: airDate, days: 1 } }, { everyMs: EVERY_MS })
  const row = days.data?.items.find((one) => one.stationId === stationId && one.airDate === airDate)
  const hasLog = row !== undefined && row.logId !== null
  const read = useRead(routes.day, dayRequest(stationId, airDate), { isEnabled: hasLog, everyMs: EVERY_MS })
  const { data } = read
  const isAsked = hasLog && data !== undefined && data.stationId === stationId && data.airDate === airDate
  return { read: hasLog ? read : days, day: isAsked ? data : undefined, isNone: row?.logId === null }
}

/** Where a log stands that only its number is known of. */
export const usePlaceOf = (logId: number | undefined) =>
  useRead(routes.get, { params: { logId: logId ?? 0 }, query: {} }, { isEnabled: logId !== undefined })

/** The same day as a former revision had it; undefined for none. */
export function useFormer(day: LogDayView | undefined, revision: number | undefined) {
  const isWanted = day !== undefined && revision !== undefined
  const request = { params: { logId: day?.logId ?? 0 }, query: { revision: revision ?? 1 } }
  const read = useRead(routes.get, request, { isEnabled: isWanted })
  const { data } = read
  const isAsked = isWanted && data?.logId === day.logId && data.ofRevision === revision
  return { read, former: isAsked ? data : undefined }
}
