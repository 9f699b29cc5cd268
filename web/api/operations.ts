import { accessRoutes } from '../../src/access/contract.ts'
import { archiveRoutes } from '../../src/archive/contract.ts'
import { attentionRoutes } from '../../src/attention/contract.ts'
import { backupRoutes } from '../../src/backups/contract.ts'
import { configRoutes } from '../../src/config/contract.ts'
import { connectionRoutes } from '../../src/connections/contract.ts'
import { deliveryRoutes } from '../../src/deliveries/contract.ts'
import { jobRoutes } from '../../src/jobs/contract.ts'
import type { RouteSpec, RouteTable } from '../../src/kernel/contract.ts'
import { eventRoutes, logRoutes } from '../../src/live/contract.ts'
import { planRoutes } from '../../src/plans/contract.ts'
import { inboxRoutes } from '../../src/radio/hydration/contract.ts'
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
  inboxRoutes,
  jobRoutes,
  logRoutes,
  planRoutes,
  viewRoutes,
]

/** Rooms whose tables come with their screens; what their cards offer needs this scope. */
const LATER: Readonly<Record<string, { scope: RouteSpec['scope']; load: () => Promise<RouteTable> }>> = {
  'radio.planner': {
    scope: 'files:move',
    load: async () => (await import('../../src/radio/planner/contract.ts')).plannerRoutes,
  },
}

interface OperationCall {
  /** `<room>.<key>`, as in the OpenAPI document. */
  operationId: string
  params: Record<string, unknown>
  body: Record<string, unknown>
}

/** Calls an operation that the server named, e.g. the act of an attention card. */
export async function callOperation({ operationId, params, body }: OperationCall): Promise<unknown> {
  const [room, key] = partsOf(operationId)
  const route = findRoute(operationId) ?? (await LATER[room]?.load())?.routes[key]
  if (route === undefined) throw new Error(`this page does not know the operation ${operationId}; reload it`)
  const hasBody = route.method !== 'GET' && route.method !== 'DELETE'
  return call(route, { params, ...(hasBody ? { body } : {}) })
}

/** What a person needs to call it; undefined when this page does not know the operation. */
export const scopeOf = (operationId: string): RouteSpec['scope'] | undefined =>
  findRoute(operationId)?.scope ?? LATER[partsOf(operationId)[0]]?.scope

function findRoute(operationId: string): RouteSpec | undefined {
  const [room, key] = partsOf(operationId)
  return TABLES.find((table) => table.room === room)?.routes[key]
}

/** Room and key: `radio.planner` and `repair`. */
function partsOf(operationId: string): [string, string] {
  const at = operationId.lastIndexOf('.')
  return [operationId.slice(0, at), operationId.slice(at + 1)]
}
