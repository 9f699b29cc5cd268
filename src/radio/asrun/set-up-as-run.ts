import type { Audit } from '../../access/index.ts'
import type { BoundRoute } from '../../kernel/routes.ts'
import type { AsRunDeps } from './deps.ts'
import {
  FollowHistory,
  followOne,
  REGULARLY,
  REGULARLY_CRON,
  SyncHistories,
  syncHistories,
  SyncHistory,
  syncOne,
} from './jobs.ts'
import { asRunRoutesOf } from './routes.ts'

export function setUpAsRun(deps: AsRunDeps & { audit: Audit; timeZone: string }): BoundRoute[] {
  const { jobs, timeZone } = deps
  jobs.handle(SyncHistory, syncOne(deps))
  jobs.handle(FollowHistory, followOne(deps))
  jobs.handle(SyncHistories, syncHistories(deps))
  jobs.schedule({ name: REGULARLY, contract: SyncHistories, payload: {}, cron: REGULARLY_CRON, timeZone })
  return asRunRoutesOf(deps)
}
