import { Gauge, type Registry } from 'prom-client'
import type { Audit } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { Db } from '../db/db.ts'
import type { Jobs } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { AppError } from '../kernel/errors.ts'
import type { BoundRoute } from '../kernel/routes.ts'
import type { EventLog } from '../live/event-log.ts'
import { afterCarryOut, askAboutUncertain, carryOutJob } from './carry-out-job.ts'
import { createDeliveries, type Deliveries } from './deliveries.ts'
import type { MayBeDone, MayHaveArrived } from './executor.ts'
import { AskAboutUncertain, CarryOutDelivery, PruneDeliveries } from './jobs.ts'
import type { Reason } from './model.ts'
import { pruneDeliveries } from './prune-deliveries.ts'
import { createEffectRegistry, type EffectRegistry } from './registry.ts'
import { deliveryRoutesOf } from './routes.ts'

export interface DeliveriesDeps {
  db: Db
  jobs: Jobs
  events: EventLog
  attention: Attention
  audit: Audit
  clock: Clock
  /** In doubt it may have: only an error that names a cause before the first byte says otherwise. */
  mayHaveArrived?: MayHaveArrived
  /** Then it is looked at before a refusal is believed. */
  mayBeDone?: MayBeDone
  /** For how long what is settled is kept, and when the night is. */
  keeping: { keptDays(): number; timeZone: string }
}

export interface DeliveriesRoom {
  deliveries: Deliveries
  registry: EffectRegistry
  routes: BoundRoute[]
  /** Adds `patchbay_deliveries{kind,state}`. */
  measure(metrics: Registry): void
}

const reasonOf = (error: unknown): Reason =>
  error instanceof AppError ? { code: error.code, params: error.params } : { code: 'internal/unexpected', params: {} }

export function setUpDeliveries({
  mayHaveArrived = () => true,
  mayBeDone = () => false,
  ...given
}: DeliveriesDeps): DeliveriesRoom {
  const registry = createEffectRegistry()
  const deps = { ...given, registry, mayHaveArrived, mayBeDone, reasonOf }
  const deliveries = createDeliveries(deps)
  given.jobs.handle(CarryOutDelivery, carryOutJob(deliveries), { onSettled: afterCarryOut(deps) })
  given.jobs.handle(AskAboutUncertain, askAboutUncertain(deps))
  const { keptDays, timeZone } = given.keeping
  given.jobs.handle(PruneDeliveries, pruneDeliveries({ ...deps, keptDays }))
  given.jobs.schedule({
    name: 'delivery.prune',
    contract: PruneDeliveries,
    payload: {},
    cron: '55 3 * * *',
    timeZone,
  })
  return {
    deliveries,
    registry,
    routes: deliveryRoutesOf({ ...deps, deliveries }),
    measure: (metrics) => measureDeliveries(metrics, deliveries),
  }
}

function measureDeliveries(metrics: Registry, deliveries: Deliveries): void {
  const gauge = new Gauge({
    name: 'patchbay_deliveries',
    help: 'Effects on outside systems by kind and state',
    labelNames: ['kind', 'state'],
    registers: [metrics],
    async collect() {
      gauge.reset()
      for (const { kind, state, count } of await deliveries.count()) gauge.set({ kind, state }, count)
    },
  })
}
