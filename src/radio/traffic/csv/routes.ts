import { type BoundRoute, bindRoutes, isReceivedBody } from '../../../kernel/routes.ts'
import type { PlanRegistry } from '../../../plans/index.ts'
import { putExecutor } from '../../csv/index.ts'
import { getStation } from '../../stations/index.ts'
import { byOf } from '../routes.ts'
import { orderCsvRoutes } from './contract.ts'
import { draftImport, type ImportDeps } from './draft-import.ts'
import { exportOrders } from './export-orders.ts'
import { orderRoom } from './order-room.ts'
import { IMPORT_ORDERS } from './put-kinds.ts'

const NOTHING = new Uint8Array()

export function orderCsvRoutesOf(deps: ImportDeps & { planRegistry: PlanRegistry }): BoundRoute[] {
  const { read } = deps.db
  deps.planRegistry.addExecutor(putExecutor(deps, orderRoom))
  // What is done is told where it is written, once a transaction.
  deps.planRegistry.addOwner({
    kind: IMPORT_ORDERS,
    scopeOf: () => 'files:move',
    async onOutcomes() {},
    async onDiscarded() {},
    async onSettled() {},
  })
  return bindRoutes(orderCsvRoutes, {
    export: async ({ params }) => exportOrders(read, await getStation(read, params.stationId), deps.clock.now()),
    draftImport: async ({ params, body, ...call }) =>
      draftImport(deps, params.stationId, { bytes: isReceivedBody(body) ? body.bytes : NOTHING, by: byOf(call) }),
  })
}
