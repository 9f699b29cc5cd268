import { useSearchOf } from '../../shell/use-search-of.ts'
import { forecastRoutes } from '../../../src/radio/watch/contract.ts'
import { useAct, useRead } from '../../api/use-api.ts'
import { useFollowedRun } from '../../live/use-followed-run.ts'

const { routes } = forecastRoutes
/** A look every two minutes is no event. */
const EVERY_MS = 20_000

/** What is looked at: all of it stands in the address. */
export function useAddress() {
  const { search, set } = useSearchOf('/radio/forecast')
  const { day } = search
  return {
    station: search['station'],
    day: day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : undefined,
    view: search['view'] === 'day' ? ('day' as const) : ('week' as const),
    isDriftShown: search['show'] === 'drift',
    set,
  }
}
export type Address = ReturnType<typeof useAddress>

export const useForecast = (stationId: number) => useRead(routes.get, { params: { stationId } }, { everyMs: EVERY_MS })

export const useDrift = (stationId: number, isEnabled: boolean) =>
  useRead(routes.drift, { params: { stationId } }, { everyMs: EVERY_MS, isEnabled })

/** Starts a look and follows it. */
export function useLook(stationId: number, onEnd: () => void) {
  const { follow, isUnderWay, progress } = useFollowedRun(onEnd)
  const start = useAct(routes.look, ({ runId }) => follow(runId))
  return {
    error: start.error,
    progress,
    isRunning: start.isPending || isUnderWay,
    start: () => start.mutate({ params: { stationId } }),
  }
}
