import type { Db } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import { instant, instantOrNull } from '../kernel/contract.ts'
import { NotFoundError } from '../kernel/errors.ts'
import { decodeCursor, pageFrom } from '../kernel/paging.ts'
import { type BoundRoute, bindRoutes } from '../kernel/routes.ts'
import { say } from '../kernel/words.ts'
import { attentionRoutes, type CardView } from './contract.ts'
import type { OpenCard } from './model.ts'
import { sayCard } from './say-card.ts'
import { listOpenCards, listResolvedCards, snoozeCard } from './store.ts'

const HOUR_MS = 3_600_000

export function toCardView(card: OpenCard): CardView {
  return {
    cardId: card.id,
    severity: card.severity,
    subject: card.subject,
    said: sayCard(card),
    actions: card.actions.map((action) => ({
      code: action.code,
      label: say(`action.${action.code}`, card.params),
      ...('open' in action
        ? { open: action.open }
        : {
            call: {
              operationId: action.call.operationId,
              params: { ...action.call.params },
              body: { ...action.call.body },
            },
          }),
    })),
    raisedAt: instant(card.raisedAt),
    changedAt: instant(card.changedAt),
    snoozedUntil: instantOrNull(card.snoozedUntil),
    resolvedAt: instantOrNull(card.resolvedAt),
  }
}

export function attentionRoutesOf(deps: { db: Db; clock: Clock }): BoundRoute[] {
  const { db, clock } = deps
  return bindRoutes(attentionRoutes, {
    listOpen: async ({ query }) => {
      const now = clock.now()
      const all = await listOpenCards(db.read, now, { snoozed: true })
      const awake = all.filter((card) => card.snoozedUntil === null || card.snoozedUntil <= now)
      return { items: (query.snoozed ? all : awake).map(toCardView), snoozedCount: all.length - awake.length }
    },
    listResolved: async ({ query }) => {
      const before = decodeCursor(query.cursor)
      const rows = await listResolvedCards(db.read, { before, limit: query.limit + 1 })
      const page = pageFrom(rows, query.limit, (card) => card.id)
      return { items: page.items.map(toCardView), nextCursor: page.nextCursor }
    },
    snooze: async ({ params, body }) => {
      const until = clock.now() + body.hours * HOUR_MS
      const found = await db.tx((tx) => snoozeCard(tx, params.cardId, until))
      if (!found) throw new NotFoundError('attention/no-such-card', { params: { cardId: params.cardId } })
      return { snoozedUntil: instant(until) }
    },
  })
}
