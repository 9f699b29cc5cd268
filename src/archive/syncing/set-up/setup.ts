import type { BoundRoute } from '../../../kernel/routes.ts'
import type { DoctorCheck } from '../../../connections/index.ts'
import type { SetUpDeps } from './deps.ts'
import { syncServiceCheck } from './doctor-check.ts'
import { changePlanOwner } from './plan-changes.ts'
import { syncSetUpRoutesOf } from './routes.ts'
import { settingExecutor } from './setting-executor.ts'

export type { SetUpDeps } from './deps.ts'

export interface SyncSetUp {
  routes: BoundRoute[]
  doctorCheck: DoctorCheck
}

/** Sets a synchronising service up from here. */
export function setUpSyncSetUp(deps: SetUpDeps): SyncSetUp {
  deps.planRegistry.addExecutor(settingExecutor(deps))
  deps.planRegistry.addOwner(changePlanOwner())
  return { routes: syncSetUpRoutesOf(deps), doctorCheck: syncServiceCheck(deps) }
}
