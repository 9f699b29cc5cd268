import { Counter, type Registry } from 'prom-client'
import type { Audit } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { Vault } from '../connections/index.ts'
import type { Db, Reader, Tx } from '../db/db.ts'
import type { Jobs } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { LogBook } from '../kernel/log.ts'
import type { BoundRoute } from '../kernel/routes.ts'
import { createTokenBuckets } from '../kernel/token-bucket.ts'
import type { EventLog } from '../live/event-log.ts'
import { FollowCall, PruneCalls } from './jobs.ts'
import { createKeyring } from './keyring.ts'
import { CALLS_A_MINUTE, CALLS_BURST } from './model.ts'
import { pruneCalls } from './prune-calls.ts'
import type { ReceiveDeps } from './receive-call.ts'
import { webhookRoutesOf } from './routes.ts'
import { findSourceBy } from './store.ts'
import { createTranslators, type TranslatorRegistry } from './translator.ts'
import type { Refused } from './views.ts'

export interface WebhooksSetup {
  db: Db
  clock: Clock
  jobs: Jobs
  events: EventLog
  audit: Audit
  attention: Attention
  logBook: LogBook
  vault: Vault
  /** IANA; for when the night is. */
  timeZone: string
  /** @returns its kind; undefined when there is no such connection */
  kindOfConnection(reader: Reader, connectionId: number): Promise<string | undefined>
}

export interface WebhooksRoom extends Disposable {
  /** Features add what they understand. */
  translators: TranslatorRegistry
  routes: BoundRoute[]
  /** Which sender names a connection. */
  useOfConnection(tx: Tx, connectionId: number): Promise<{ code: string; params: { by: string } } | undefined>
  /** Adds `patchbay_webhook_received_total{source,result}`. */
  measure(metrics: Registry): void
}

export async function setUpWebhooks(setup: WebhooksSetup): Promise<WebhooksRoom> {
  const { clock, jobs, logBook, timeZone } = setup
  const log = logBook.area('webhooks')
  const translators = createTranslators()
  const keyring = createKeyring({ ...setup, live: logBook.secrets, log })
  const refusals = new Map<number, Refused>()
  const figures: { count?: ReceiveDeps['count'] } = {}
  const deps = {
    ...setup,
    log,
    translators,
    keyring,
    refusals,
    live: logBook.secrets,
    buckets: createTokenBuckets({ clock, perMinute: CALLS_A_MINUTE, burst: CALLS_BURST }),
    count: ((source, result) => figures.count?.(source, result)) satisfies ReceiveDeps['count'],
    noteRefusal: (({ sourceId }, code) =>
      void refusals.set(sourceId, { at: clock.now(), code })) satisfies ReceiveDeps['noteRefusal'],
  }
  jobs.handle(FollowCall, async () => undefined)
  jobs.handle(PruneCalls, pruneCalls(setup))
  jobs.schedule({ name: 'webhook.prune', contract: PruneCalls, payload: {}, cron: '40 3 * * *', timeZone })
  await keyring.openAll()
  return {
    translators,
    routes: webhookRoutesOf(deps),
    async useOfConnection(tx, connectionId) {
      const source = await findSourceBy(tx, 'connection_id', connectionId)
      return source === undefined ? undefined : { code: 'webhook', params: { by: source.name } }
    },
    measure: (metrics) => void (figures.count = counterIn(metrics)),
    [Symbol.dispose]: () => keyring[Symbol.dispose](),
  }
}

function counterIn(metrics: Registry): ReceiveDeps['count'] {
  const counter = new Counter({
    name: 'patchbay_webhook_received_total',
    help: 'Calls of other programs by source and what became of them',
    labelNames: ['source', 'result'],
    registers: [metrics],
  })
  return (source, result) => counter.inc({ source: source?.key ?? 'unknown', result })
}
