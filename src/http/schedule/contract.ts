import { z } from 'zod'
import { defineRoutes } from '../../kernel/contract.ts'
import { decimal } from '../../kernel/ids.ts'

const Station = z.object({
  station: decimal(z.number().int().positive()).optional().describe('Implied when there is just one'),
})
const Id = z.string().trim().min(1).max(200)
const Time = z.string().trim().min(1).max(60)
const Planned = z.object({ episodeId: Id.optional(), scheduledAt: Time.optional() })
const number = z.number().int().nullable()

/** The planner's paths as scripts around LibreTime and Payload know them, each on top of a route of ours. */
export const scheduleRoutes = defineRoutes('schedule', {
  planOne: {
    method: 'POST',
    path: '/api/schedule/planOne',
    scope: 'files:move',
    summary: 'Plan one episode; answers when the playout showed it',
    query: Station,
    body: z.object({ showId: Id, episodeId: Id, scheduledAt: Time, scheduledEnd: Time }),
    reply: z.object({
      success: z.literal(true),
      idempotent: z.literal(true).optional(),
      warning: z.string().optional(),
      showId: number,
      instanceId: number,
      playoutId: number,
    }),
  },
  unplanOne: {
    method: 'DELETE',
    path: '/api/schedule/unplanOne',
    scope: 'files:move',
    summary: 'Take one episode out of the programme; the same in a body or in the query',
    query: Station.extend(Planned.shape),
    body: Planned.default({}),
    reply: z.object({
      success: z.literal(true),
      noop: z.literal(true).optional(),
      warning: z.string().optional(),
    }),
  },
})
