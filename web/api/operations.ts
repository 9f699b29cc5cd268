import { accessRoutes } from '../../src/access/contract.ts'
import { archiveRoutes } from '../../src/archive/contract.ts'
import { workflowRoutes } from '../../src/archive/workflow/contract.ts'
import { attentionRoutes } from '../../src/attention/contract.ts'
import { backupRoutes } from '../../src/backups/contract.ts'
import { configRoutes } from '../../src/config/contract.ts'
import { connectionRoutes } from '../../src/connections/contract.ts'
import { deliveryRoutes } from '../../src/deliveries/contract.ts'
import { jobRoutes } from '../../src/jobs/contract.ts'
import type { RouteSpec, RouteTable } from '../../src/kernel/contract.ts'
import { eventRoutes, logRoutes } from '../../src/live/contract.ts'
import { tellingRoutes } from '../../src/library/players/telling/contract.ts'
import { planRoutes } from '../../src/plans/contract.ts'
import { startRoutes } from '../../src/radio/hydration/start/contract.ts'
import { viewRoutes } from '../../src/views/contract.ts'
import { call } from './client.ts'

const TABLES: readonly RouteTable[] = [
  accessRoutes,
  archiveRoutes,
  attentionRoutes,
  backupRoutes,
  configRoutes,
  connectionRoutes,
  deliveryRoutes,
  eventRoutes,
  jobRoutes,
  logRoutes,
  planRoutes,
  startRoutes,
  tellingRoutes,
  viewRoutes,
  workflowRoutes,
]

interface OperationCall {
  /** `<room>.<key>`, as in the OpenAPI document. */
  operationId: string
  params: Record<string, unknown>
  body: Record<string, unknown>
}

/** Calls an operation that the server named, e.g. the act of an attention card. */
export async function callOperation({ operationId, params, body }: OperationCall): Promise<unknown> {
  const route = routeOf(operationId)
  const hasBody = route.method !== 'GET' && route.method !== 'DELETE'
  return call(route, { params, ...(hasBody ? { body } : {}) })
}

/** What a person needs to call it; undefined when this page does not know the operation. */
export const scopeOf = (operationId: string): RouteSpec['scope'] | undefined => findRoute(operationId)?.scope

function findRoute(operationId: string): RouteSpec | undefined {
  const at = operationId.lastIndexOf('.')
  return TABLES.find(({ room }) => room === operationId.slice(0, at))?.routes[operationId.slice(at + 1)]
}

function routeOf(operationId: string): RouteSpec {
  const route = findRoute(operationId)
  if (route === undefined) throw new Error(`this page does not know the operation ${operationId}; reload it`)
  return route
}
