import type { Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { Clock } from '../kernel/clock.ts'
import type { EventLog } from '../live/event-log.ts'
import type { Card } from './model.ts'
import { changeCard, findOpenCard, insertCard, resolveCards } from './store.ts'

export interface Attention {
  /** Raises the card, or changes the open one of the same cause. Saying the same again writes nothing. */
  raise(tx: Tx, card: Card): Promise<void>
  /** The cause has gone; nothing happens when no card is open for it. */
  resolve(tx: Tx, cause: string): Promise<void>
}

const sameFacts = (a: Card, b: Card): boolean =>
  a.code === b.code &&
  a.severity === b.severity &&
  JSON.stringify(a.params ?? {}) === JSON.stringify(b.params ?? {}) &&
  JSON.stringify(a.actions) === JSON.stringify(b.actions)

/** All that a listener needs to say the card again, without reading rows of another room. */
function toldOf({ cause, code, params, severity, subject, actions }: Card): Record<string, unknown> {
  const page = actions.find((action) => 'open' in action)
  const open = page !== undefined && 'open' in page ? page.open : null
  return { code, about: subject, cause, severity, params: params ?? {}, open }
}

export function createAttention(deps: { events: EventLog; clock: Clock }): Attention {
  const { events, clock } = deps
  return {
    async raise(tx, card) {
      await lockInTx(tx, `attention:${card.cause}`)
      const open = await findOpenCard(tx, card.cause)
      if (open !== undefined && sameFacts(open, card)) return
      const now = clock.now()
      const id = open === undefined ? await insertCard(tx, card, now) : open.id
      if (open !== undefined) await changeCard(tx, { ...card, id }, now)
      const kind = open === undefined ? 'attention.card.raised' : 'attention.card.changed'
      await events.append(tx, {
        kind,
        actor: 'system',
        subject: `attention:${id}`,
        data: toldOf(card),
      })
    },
    async resolve(tx, cause) {
      for (const { id, code } of await resolveCards(tx, cause, clock.now())) {
        await events.append(tx, {
          kind: 'attention.card.resolved',
          actor: 'system',
          subject: `attention:${id}`,
          data: { code },
        })
      }
    },
  }
}
