import { useSearchOf } from '../../shell/use-search-of.ts'
import { type AsRunLine, asRunRoutes, VerdictName } from '../../../src/radio/asrun/contract.ts'
import { useAct, useRead } from '../../api/use-api.ts'
import { useFollowedRun } from '../../live/use-followed-run.ts'

const { routes } = asRunRoutes
/** A look every five minutes is no event. */
const EVERY_MS = 30_000

/** What is looked at: all of it stands in the address. */
export function useAddress() {
  const { search, set } = useSearchOf('/radio/as-run')
  const { day } = search
  return {
    station: search['station'],
    day: day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : undefined,
    verdict: VerdictName.options.find((name) => name === search['verdict']),
    text: search['text'] ?? '',
    set,
  }
}
export type Address = ReturnType<typeof useAddress>

export const useOverview = (stationId: number) =>
  useRead(routes.overview, { params: { stationId }, query: {} }, { everyMs: EVERY_MS })

export const useDay = (stationId: number, airDate: string) =>
  useRead(routes.day, { params: { stationId, airDate }, query: {} }, { everyMs: EVERY_MS })

export const useOwed = (stationId: number, airDate: string) =>
  useRead(routes.owed, { params: { stationId }, query: { from: airDate, to: airDate } }, { everyMs: EVERY_MS })

/** Starts a look and follows it. */
export function useSync(stationId: number, onEnd: () => void) {
  const { follow, isUnderWay, progress } = useFollowedRun(onEnd)
  const start = useAct(routes.sync, ({ runId }) => follow(runId))
  return {
    error: start.error,
    progress,
    isRunning: start.isPending || isUnderWay,
    start: (days: { from?: string; to?: string }) => start.mutate({ params: { stationId }, body: days }),
  }
}

/** Those of a verdict whose title or artist holds a text. */
export function linesOf(
  lines: readonly AsRunLine[],
  { verdict, text }: Pick<Address, 'verdict' | 'text'>,
): AsRunLine[] {
  const wanted = text.trim().toLowerCase()
  return lines.filter(
    (line) =>
      (verdict === undefined || line.verdict === verdict) &&
      (wanted === '' || `${line.title} ${line.artist}`.toLowerCase().includes(wanted)),
  )
}
