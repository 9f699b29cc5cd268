import { z } from 'zod'
import { defineRoutes } from '../../kernel/contract.ts'
import { decimal } from '../../kernel/ids.ts'

const Day = z
  .union([z.iso.date(), z.iso.datetime({ offset: true, local: true })])
  .describe('YYYY-MM-DD, or a time of which the day counts')

/** The path of traffic systems that read what was on air, with the members that they send. */
export const playbackRoutes = defineRoutes('playback', {
  sync: {
    method: 'POST',
    path: '/sync/playback-history',
    scope: 'jobs:write',
    summary: 'Read what was on air between two days of the station’s calendar; answers when it is kept',
    query: z.object({
      station: decimal(z.number().int().positive()).optional().describe('Implied when there is just one'),
    }),
    body: z.object({ start_date: Day.optional(), end_date: Day.optional() }).default({}),
    reply: z.object({
      success: z.literal(true),
      synced: z.number().int().describe('Plays that are new in the ledger'),
      skipped: z.number().int().describe('Plays that were there already'),
    }),
  },
})
