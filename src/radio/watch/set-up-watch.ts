import type { BoundRoute } from '../../kernel/routes.ts'
import type { RepairDeps } from './deps.ts'
import {
  AHEAD_CRON,
  AHEAD_REGULARLY,
  checkAllOnAir,
  CheckOnAir,
  LookAhead,
  LookAheadAll,
  lookAheadAll,
  lookAheadAtOne,
  ON_AIR_CRON,
  ON_AIR_REGULARLY,
} from './jobs.ts'
import { forecastRoutesOf } from './routes.ts'

export function setUpWatch(deps: RepairDeps & { timeZone: string }): BoundRoute[] {
  const { jobs, timeZone } = deps
  jobs.handle(LookAhead, lookAheadAtOne(deps))
  jobs.handle(LookAheadAll, lookAheadAll(deps))
  jobs.handle(CheckOnAir, checkAllOnAir(deps))
  jobs.schedule({ name: AHEAD_REGULARLY, contract: LookAheadAll, payload: {}, cron: AHEAD_CRON, timeZone })
  const regular = { startsAt: 0 }
  jobs.schedule({ name: ON_AIR_REGULARLY, contract: CheckOnAir, payload: regular, cron: ON_AIR_CRON, timeZone })
  return forecastRoutesOf(deps)
}
