import { z } from 'zod'
import { defineRoutes, RunStarted } from '../../../kernel/contract.ts'
import { rowId } from '../../../kernel/ids.ts'

export const InboxId = rowId('inbox')

/** Apart, for a page that calls it from a card and needs nothing else of inboxes. */
export const startRoutes = defineRoutes('radio.inboxes', {
  importFiles: {
    method: 'POST',
    path: '/api/v1/radio/inboxes/:inboxId/import',
    scope: 'files:move',
    summary: 'Import what is ready; a file leaves the inbox once the library showed it',
    params: z.object({ inboxId: InboxId }),
    reply: RunStarted,
    status: 202,
  },
})
