import { decodeCursor, pageFrom } from '../kernel/paging.ts'
import { type BoundRoute, bindRoutes } from '../kernel/routes.ts'
import { actsFor, isOurs } from './by-hand.ts'
import { type DeliveryDetail, deliveryRoutes } from './contract.ts'
import type { Deliveries } from './deliveries.ts'
import { type LedgerDeps, needDelivery } from './record.ts'
import { countDeliveries, listDeliveries, listSteps } from './store.ts'
import { titleOf, toDeliveryDetail, toDeliveryView } from './views.ts'

export function deliveryRoutesOf(deps: LedgerDeps & { deliveries: Deliveries }): BoundRoute[] {
  const { db, deliveries } = deps
  const detail = async (deliveryId: number): Promise<DeliveryDetail> => {
    const delivery = await needDelivery(db, deliveryId)
    return toDeliveryDetail(delivery, {
      can: await actsFor(deps, delivery),
      isOurs: await isOurs(deps, delivery),
      steps: await listSteps(db.read, deliveryId),
    })
  }
  return bindRoutes(deliveryRoutes, {
    list: async ({ query }) => {
      const { cursor, limit, ...filter } = query
      const before = decodeCursor(cursor)
      const rows = await listDeliveries(db.read, { ...filter, before, limit: limit + 1 })
      const page = pageFrom(rows, limit, ({ deliveryId }) => deliveryId)
      const items = await Promise.all(page.items.map(async (one) => toDeliveryView(one, await actsFor(deps, one))))
      return { items, nextCursor: page.nextCursor }
    },
    count: async () => ({
      items: (await countDeliveries(db.read)).map((one) => ({ ...one, title: titleOf(one.kind) })),
    }),
    get: ({ params }) => detail(params.deliveryId),
    look: async ({ params, actor, signal }) => {
      await deliveries.byHand.look(params.deliveryId, { actor: actor.id, signal })
      return detail(params.deliveryId)
    },
    take: async ({ params, body, actor, signal }) => {
      await deliveries.byHand.take(params.deliveryId, body.remoteRef, { actor: actor.id, signal })
      return detail(params.deliveryId)
    },
    sendAgain: async ({ params, actor, signal }) => {
      await deliveries.byHand.sendAgain(params.deliveryId, { actor: actor.id, signal })
      return detail(params.deliveryId)
    },
    undo: async ({ params, actor, signal }) => {
      await deliveries.byHand.undo(params.deliveryId, { actor: actor.id, signal })
      return detail(params.deliveryId)
    },
  })
}
