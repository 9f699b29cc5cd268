import { z } from 'zod'
import { defineRoutes } from '../../kernel/contract.ts'
import { rowId } from '../../kernel/ids.ts'

const params = z.object({ logId: rowId('log') })
const count = z.number().int()

const Published = z.object({
  success: z.literal(true),
  message: z.string(),
  log_id: count,
  verified: z.literal(true).describe('Every row was read back'),
  added: count,
  removed: count,
  kept: count,
})

/** The paths by which another log program publishes. They answer when all is read back. */
export const logPublishRoutes = defineRoutes('log.publish', {
  publish: {
    method: 'POST',
    path: '/logs/:logId/publish',
    scope: 'jobs:write',
    summary: 'Publish a log, and answer when it was read back',
    params,
    reply: Published,
  },
  publishHour: {
    method: 'POST',
    path: '/logs/:logId/publish-hour',
    scope: 'jobs:write',
    summary: 'Publish one hour of a log, and answer when it was read back',
    params,
    body: z.object({
      hour: z.number().int().min(0).max(23).describe('By the station’s clock; of one that comes twice the first'),
    }),
    reply: Published.extend({ hour: count }),
  },
})
