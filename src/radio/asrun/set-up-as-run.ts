import type { BoundRoute } from '../../kernel/routes.ts'
import type { AsRunDeps } from './deps.ts'
import { REGULARLY, REGULARLY_CRON, SyncHistories, syncHistories, SyncHistory, syncOne } from './jobs.ts'
import { asRunRoutesOf } from './routes.ts'

export function setUpAsRun(deps: AsRunDeps & { timeZone: string }): BoundRoute[] {
  const { jobs, timeZone } = deps
  jobs.handle(SyncHistory, syncOne(deps))
  jobs.handle(SyncHistories, syncHistories(deps))
  jobs.schedule({ name: REGULARLY, contract: SyncHistories, payload: {}, cron: REGULARLY_CRON, timeZone })
  return asRunRoutesOf(deps)
}
