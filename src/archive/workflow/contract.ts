import { z } from 'zod'
import { defineRoutes } from '../../kernel/contract.ts'
import { rowId } from '../../kernel/ids.ts'
import { StepName } from '../contract.ts'

export const workflowRoutes = defineRoutes('archive.workflow', {
  goOn: {
    method: 'POST',
    path: '/api/v1/archive/runs/:runId/go-on',
    scope: 'files:move',
    summary: 'Let a run that goes step by step begin its next step',
    params: z.object({ runId: rowId('run') }),
    body: z.object({}).default({}),
    reply: z.object({ runId: z.number().int(), next: StepName }),
  },
})
