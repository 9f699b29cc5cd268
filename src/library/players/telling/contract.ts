import { z } from 'zod'
import { defineRoutes } from '../../../kernel/contract.ts'
import { rowId } from '../../../kernel/ids.ts'

/** Apart, since a card on the first page calls it. */
export const tellingRoutes = defineRoutes('library.tellings', {
  again: {
    method: 'POST',
    path: '/api/v1/library/player-groups/:groupId/tell-again',
    scope: 'jobs:write',
    summary: 'Tell the players anew of every folder that failed',
    params: z.object({ groupId: rowId('player group') }),
    body: z.object({}).default({}),
    reply: z.object({ count: z.number().int() }),
    status: 202,
  },
})
