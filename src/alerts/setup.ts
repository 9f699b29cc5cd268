import type { Tx } from '../db/db.ts'
import type { BoundRoute } from '../kernel/routes.ts'
import { say } from '../kernel/words.ts'
import { type AlertCatalogue, createCatalogue } from './catalogue.ts'
import type { AlertsDeps, AlertsSetup } from './deps.ts'
import { FlushChannel, ListenToEvents, PruneMessages, SendAlert } from './jobs.ts'
import { listenToEvents, wakeOnEvents } from './listen.ts'
import { messageEffect } from './messages/effect.ts'
import { flushChannel } from './messages/flush-channel.ts'
import { pruneMessages } from './messages/prune-messages.ts'
import { afterSending, sendMessage } from './messages/send-message.ts'
import { ownKinds } from './own-kinds.ts'
import { alertRoutesOf } from './routes.ts'
import { findChannelOf } from './store.ts'

export interface AlertsRoom extends Disposable {
  /** Rooms add the kinds of things that people may be told of. */
  catalogue: AlertCatalogue
  routes: BoundRoute[]
  /** Once all kinds are there and jobs run: what happened while the server was down is read first. */
  start(): Promise<void>
  /** Which channel needs a connection. */
  useOfConnection(tx: Tx, connectionId: number): Promise<{ code: string; params: { by: string } } | undefined>
}

export function setUpAlerts(setup: AlertsSetup): AlertsRoom {
  const { db, jobs, timeZone } = setup
  const catalogue = createCatalogue()
  catalogue.add(...ownKinds)
  const deps: AlertsDeps = { ...setup, catalogue }
  setup.effects.add(messageEffect(deps))
  jobs.handle(ListenToEvents, listenToEvents(deps))
  jobs.handle(FlushChannel, flushChannel(deps))
  jobs.handle(SendAlert, sendMessage(deps), { onSettled: afterSending(deps) })
  jobs.handle(PruneMessages, pruneMessages(deps))
  jobs.schedule({ name: 'alerts.prune', contract: PruneMessages, payload: {}, cron: '20 4 * * *', timeZone })
  // A wake-up that was lost with a process costs five minutes at most.
  jobs.schedule({ name: 'alerts.listen', contract: ListenToEvents, payload: { seq: 0 }, cron: '*/5 * * * *', timeZone })
  const waking: { stop?: Disposable } = {}
  return {
    catalogue,
    routes: alertRoutesOf(deps),
    async start() {
      waking.stop = wakeOnEvents(deps)
      await db.tx((tx) => jobs.enqueue(tx, ListenToEvents, { seq: 0 }, { actor: 'system' }))
    },
    async useOfConnection(tx, connectionId) {
      const channel = await findChannelOf(tx, connectionId)
      return channel === undefined ? undefined : { code: 'alerts', params: { by: say('alerts.title') } }
    },
    [Symbol.dispose]: () => waking.stop?.[Symbol.dispose](),
  }
}
