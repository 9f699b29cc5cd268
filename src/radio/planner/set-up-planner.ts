import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { EffectRegistry } from '../../deliveries/index.ts'
import { turnsOf } from '../../kernel/turns.ts'
import type { PlanRegistry } from '../../plans/index.ts'
import type { CmsRef } from '../programme/index.ts'
import type { BoundRoute } from '../../kernel/routes.ts'
import { reload } from './airings/ask-for-reload.ts'
import type { Asked } from './airings/plan-airing.ts'
import { repairAiring } from './airings/repair-airing.ts'
import { createAttempts } from './airings/attempts.ts'
import { makeRow } from './effects/make-row.ts'
import { makeRule } from './effects/make-rule.ts'
import { makeShow } from './effects/make-show.ts'
import { makeWindow } from './effects/make-window.ts'
import { reloadPlayout } from './effects/reload-playout.ts'
import { restoreRow } from './effects/restore-row.ts'
import { takeRow } from './effects/take-row.ts'
import { tellAired } from './effects/tell-aired.ts'
import { tellCms } from './effects/tell-cms.ts'
import { tellCmsShow } from './effects/tell-cms-show.ts'
import type { Doer, PlannerDeps } from './deps.ts'
import type { DraftDeps } from './ranges/draft-range.ts'
import { PublishAiring, ReloadPlayout, SettleAirings } from './jobs.ts'
import type { Outside } from './outside.ts'
import { doerOf, publishAiring, tellTrouble } from './airings/publish-job.ts'
import { rangeExecutors } from './ranges/range-executors.ts'
import { rangeOwner, repairOwner } from './ranges/plan-owners.ts'
import { repairExecutor } from './ranges/repair-executor.ts'
import { createPlayoutReads, type PlayoutReads } from './reads.ts'
import { plannerRoutesOf } from './routes.ts'
import { settleAirings } from './airings/settle-airings.ts'
import { countAiringStates } from './store.ts'

export type PlannerSetup = Omit<DraftDeps, 'reads' | 'outside'> & {
  outside: Outside
  effects: EffectRegistry
  planRegistry: PlanRegistry
  timeZone: string
}

export interface Planner {
  routes: BoundRoute[]
  /** What is read of playouts as a whole. */
  reads: PlayoutReads
  /** What is not in line is tried again; what is gone, or out of its window, is made anew. */
  repair(airingId: number, by: Doer): Promise<Asked>
  /** What was read of a CMS holds no longer. */
  forgetCms(cms: CmsRef): void
  /** Adds `patchbay_airings{state}` and what became of attempts to publish. */
  measure(metrics: Registry): void
}

export function setUpPlanner(given: PlannerSetup): Planner {
  const { outside, clock, jobs, effects, attention, planRegistry } = given
  const deps = { ...given, reads: createPlayoutReads({ outside, clock }), attempts: createAttempts() }
  const turns = turnsOf<number>()
  const figures = createFigures()
  for (const add of [makeShow, makeRule, makeRow, reloadPlayout]) effects.add(add(outside))
  effects.add(tellCms(outside))
  effects.add(tellCmsShow(outside))
  effects.add(tellAired(outside))
  effects.add(makeWindow(outside, clock))
  effects.add(takeRow(outside, clock))
  effects.add(restoreRow(outside))
  const writing = { ...deps, inTurn: turns.inTurn, count: figures.count }
  jobs.handle(PublishAiring, publishAiring(writing), { onSettled: tellTrouble(attention) })
  jobs.handle(ReloadPlayout, (payload, job) => reload(deps, payload, doerOf(job)))
  jobs.handle(SettleAirings, (_payload, job) => settleAirings(deps, doerOf(job)))
  jobs.schedule({
    name: 'radio.settle-airings',
    contract: SettleAirings,
    payload: {},
    cron: '*/10 * * * *',
    timeZone: given.timeZone,
  })
  for (const executor of rangeExecutors(writing)) planRegistry.addExecutor(executor)
  planRegistry.addOwner(rangeOwner(deps))
  planRegistry.addExecutor(repairExecutor(writing))
  planRegistry.addOwner(repairOwner(deps))
  return {
    routes: plannerRoutesOf(deps),
    reads: deps.reads,
    repair: (airingId, by) => repairAiring(deps, airingId, by),
    forgetCms: (cms) => deps.reads.forget(cms, 'episodes', 'cmsShows'),
    measure: (metrics) => figures.measure(metrics, deps),
  }
}

function createFigures() {
  const attempts = new Counter({
    name: 'patchbay_airing_attempts_total',
    help: 'Attempts to bring a playout and a CMS in line with an airing, by how they ended',
    labelNames: ['outcome'],
    registers: [],
  })
  const seconds = new Histogram({
    name: 'patchbay_airing_attempt_seconds',
    help: 'How long such an attempt took',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [],
  })
  return {
    count(outcome: string, ms: number): void {
      attempts.inc({ outcome })
      seconds.observe(ms / 1000)
    },
    measure(metrics: Registry, { db }: Pick<PlannerDeps, 'db'>): void {
      metrics.registerMetric(attempts)
      metrics.registerMetric(seconds)
      const gauge = new Gauge({
        name: 'patchbay_airings',
        help: 'Airings by state',
        labelNames: ['state'],
        registers: [metrics],
        async collect() {
          gauge.reset()
          for (const { state, count } of await countAiringStates(db.read)) gauge.set({ state }, count)
        },
      })
    },
  }
}
