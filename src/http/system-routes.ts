import { timingSafeEqual } from 'node:crypto'
import { Histogram, type Registry } from 'prom-client'
import type { Clock } from '../kernel/clock.ts'
import { UnavailableError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import { type Authenticate, bindRoutes } from '../kernel/routes.ts'
import { systemRoutes } from './contract.ts'
import { anonymous, type ServedRoute } from './served-route.ts'

/** One thing that must hold before the server is ready. */
export interface ReadinessCheck {
  name: string
  /** @throws when it does not hold */
  check(): Promise<void>
}

export interface SystemDeps {
  checks: readonly ReadinessCheck[]
  metrics: Registry
  /** Lets a collector read the metrics, and nothing else, without a key. */
  metricsToken?: string
  clock: Clock
  log: Log
  /** The OpenAPI document; there once all routes are. */
  document(): object
}

export function systemRoutesOf(deps: SystemDeps): ServedRoute[] {
  const bound = bindRoutes(systemRoutes, {
    live: async () => ({ status: 'ok' as const }),
    ready: async ({ actor }) => {
      const checks = await runChecks(deps)
      const mayRead = actor.scopes.has('read')
      const failed = checks.filter(({ isOk }) => !isOk)
      if (failed.length === 0) return { status: 'ok' as const, ...(mayRead ? { checks } : {}) }
      const fields = failed.map(({ name }) => ({ pointer: name, code: 'system/check-failed', params: { name } }))
      throw new UnavailableError('system/not-ready', mayRead ? { fields } : {})
    },
    metrics: async () => ({ contentType: deps.metrics.contentType, data: await deps.metrics.metrics() }),
    openapi: async () => ({ contentType: 'application/json; charset=utf-8', data: JSON.stringify(deps.document()) }),
  })
  const special: Record<string, Partial<ServedRoute>> = {
    'system.live': { authentication: 'never' },
    'system.ready': { authentication: 'if-possible' },
    'system.metrics': deps.metricsToken === undefined ? {} : { authenticateFirst: byMetricsToken(deps.metricsToken) },
  }
  return bound.map((route) => ({ ...route, ...special[route.operationId] }))
}

function byMetricsToken(token: string): Authenticate {
  const expected = Buffer.from(`Bearer ${token}`)
  return async ({ header }) => {
    const given = Buffer.from(header('authorization') ?? '')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
    return { actor: { ...anonymous, id: 'metrics', scopes: new Set(['read'] as const) }, by: 'header' }
  }
}

async function runChecks({ checks, clock, log }: SystemDeps) {
  return Promise.all(
    checks.map(async ({ name, check }) => {
      const startedAt = clock.monotonicMs()
      const took = () => Math.round(clock.monotonicMs() - startedAt)
      try {
        await check()
        return { name, isOk: true, tookMs: took() }
      } catch (error) {
        log.warn({ check: name, err: error }, 'Not ready')
        return { name, isOk: false, tookMs: took() }
      }
    }),
  )
}

export interface RequestTimes {
  observe(seen: { method: string; route: string; status: number; seconds: number }): void
}

export function createRequestTimes(metrics: Registry): RequestTimes {
  const histogram = new Histogram({
    name: 'patchbay_http_request_duration_seconds',
    help: 'Time from the request to the end of its reply',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [metrics],
  })
  return {
    observe: ({ method, route, status, seconds }) =>
      histogram.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds),
  }
}
