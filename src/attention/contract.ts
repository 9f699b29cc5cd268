import { z } from 'zod'
import { defineRoutes, Instant, pageOf, PageQuery, Said } from '../kernel/contract.ts'
import { rowId } from '../kernel/ids.ts'

export const CardId = rowId('card')

export const CardView = z.object({
  cardId: z.number().int(),
  severity: z.enum(['bad', 'warn', 'info']),
  subject: z.string(),
  said: Said,
  actions: z.array(
    z.object({
      code: z.string(),
      label: z.string(),
      /** A page of the control center, below its base path. */
      open: z.string().optional(),
      call: z
        .object({
          operationId: z.string(),
          params: z.record(z.string(), z.unknown()),
          body: z.record(z.string(), z.unknown()),
        })
        .optional(),
    }),
  ),
  raisedAt: Instant,
  changedAt: Instant,
  snoozedUntil: Instant.nullable(),
  resolvedAt: Instant.nullable(),
})
export type CardView = z.output<typeof CardView>

export const attentionRoutes = defineRoutes('attention', {
  listOpen: {
    method: 'GET',
    path: '/api/v1/attention',
    scope: 'read',
    summary: 'What needs a person, worst first',
    query: z.object({ snoozed: z.stringbool().default(false) }),
    reply: z.object({ items: z.array(CardView), snoozedCount: z.number().int() }),
  },
  listResolved: {
    method: 'GET',
    path: '/api/v1/attention/history',
    scope: 'read',
    summary: 'What needed a person and is over, newest first',
    query: PageQuery,
    reply: pageOf(CardView),
  },
  snooze: {
    method: 'POST',
    path: '/api/v1/attention/:cardId/snooze',
    scope: 'jobs:write',
    summary: 'Hide a card for a while; it comes back when it is still true',
    params: z.object({ cardId: CardId }),
    body: z.object({ hours: z.number().int().min(1).max(720) }),
    reply: z.object({ snoozedUntil: Instant }),
  },
})
