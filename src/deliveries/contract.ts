import { z } from 'zod'
import { defineRoutes, Instant, pageOf, PageQuery, Said } from '../kernel/contract.ts'
import { decimal, JobId, rowId } from '../kernel/ids.ts'

export const DeliveryId = rowId('delivery')
export type DeliveryId = z.output<typeof DeliveryId>

export const DeliveryStateName = z.enum(['planned', 'sending', 'sent', 'verified', 'uncertain', 'rejected', 'undone'])
export const VerdictName = z.enum(['equal', 'different', 'not-yet'])
export const StepName = z.enum([
  'planned',
  'looked-not-there',
  'looked-there',
  'looked-pending',
  'looked-several',
  'looked-no-way',
  'could-not-tell',
  'sending',
  'sent',
  'not-sent',
  'no-answer',
  'interrupted',
  'rejected',
  'verified',
  'different',
  'taken',
  'sent-again',
  'undoing',
  'undone',
])

const Id = z.number().int()

export const DeliveryView = z.object({
  deliveryId: Id,
  kind: z.string(),
  /** The kind in words. */
  title: z.string(),
  /** What is delivered. */
  label: z.string(),
  /** The other side. */
  place: z.string(),
  state: DeliveryStateName,
  /** Why it is no further. */
  reason: Said.nullable(),
  subject: z.string(),
  connectionId: Id.nullable(),
  target: z.string(),
  runId: Id.nullable(),
  jobId: Id.nullable(),
  actor: z.string(),
  attempts: z.number().int().min(0).describe('Times that a request began to leave'),
  remoteRef: z.string().nullable().describe('What the other side calls it'),
  plannedAt: Instant,
  sentAt: Instant.nullable().describe('When the newest request began to leave that may have arrived'),
  lookedAt: Instant.nullable().describe('The last look that could tell; one that failed is none'),
  verifiedAt: Instant.nullable(),
  changedAt: Instant.describe('When the state last changed'),
  can: z.object({ look: z.boolean(), take: z.boolean(), sendAgain: z.boolean(), undo: z.boolean() }),
})
export type DeliveryView = z.output<typeof DeliveryView>

export const ProofRow = z.object({
  field: z.string(),
  /** The field in words. */
  name: z.string(),
  meant: z.string(),
  found: z.string().nullable().describe('Null as long as it was not read back'),
  verdict: VerdictName,
})
export type ProofRow = z.output<typeof ProofRow>

export const StepView = z.object({
  what: StepName,
  text: z.string(),
  because: Said.nullable(),
  actor: z.string().nullable().describe('Who did it by hand'),
  firstAt: Instant,
  at: Instant,
  times: z.number().int().min(1).describe('How often the same came of it, one after the other'),
})
export type StepView = z.output<typeof StepView>

export const DeliveryDetail = DeliveryView.extend({
  key: z.string(),
  proof: z.array(ProofRow),
  candidates: z.array(z.string()).describe('What at the other side may be it; a person chooses'),
  isOurs: z.boolean().describe('Patchbay made it at the other side, so it may remove it there'),
  steps: z.array(StepView).describe('Newest first'),
})
export type DeliveryDetail = z.output<typeof DeliveryDetail>

const params = z.object({ deliveryId: DeliveryId })
const noBody = z.object({}).default({})

export const deliveryRoutes = defineRoutes('deliveries', {
  list: {
    method: 'GET',
    path: '/api/v1/deliveries',
    scope: 'read',
    summary: 'Effects on outside systems with their proof, newest first',
    query: PageQuery.extend({
      state: DeliveryStateName.optional(),
      kind: z.string().max(100).optional(),
      connectionId: decimal(z.number().int().positive().max(Number.MAX_SAFE_INTEGER)).optional(),
      target: z.string().max(200).optional(),
      subject: z.string().max(200).optional().describe('What it is about, such as inbox:3'),
      runId: JobId.optional(),
    }),
    reply: pageOf(DeliveryView),
  },
  count: {
    method: 'GET',
    path: '/api/v1/deliveries/counts',
    scope: 'read',
    summary: 'How many deliveries of each kind are in each state',
    reply: z.object({
      items: z.array(
        z.object({ kind: z.string(), title: z.string(), state: DeliveryStateName, count: z.number().int() }),
      ),
    }),
  },
  get: {
    method: 'GET',
    path: '/api/v1/deliveries/:deliveryId',
    scope: 'read',
    summary: 'One delivery: what was meant, what was read back, and what happened',
    params,
    reply: DeliveryDetail,
  },
  look: {
    method: 'POST',
    path: '/api/v1/deliveries/:deliveryId/look',
    scope: 'jobs:write',
    summary: 'Look at the other side now; sends nothing',
    params,
    body: noBody,
    reply: DeliveryDetail,
  },
  take: {
    method: 'POST',
    path: '/api/v1/deliveries/:deliveryId/take',
    scope: 'jobs:write',
    summary: 'Say which one at the other side it is; it is read back and compared',
    params,
    body: z.object({ remoteRef: z.string().trim().min(1).max(500).describe('What the other side calls it') }),
    reply: DeliveryDetail,
  },
  sendAgain: {
    method: 'POST',
    path: '/api/v1/deliveries/:deliveryId/send-again',
    scope: 'jobs:write',
    summary: 'Say that it is not there; after one more look it is sent again',
    params,
    body: noBody,
    reply: DeliveryDetail,
  },
  undo: {
    method: 'POST',
    path: '/api/v1/deliveries/:deliveryId/undo',
    scope: 'jobs:write',
    summary: 'Take it back at the other side, or give up what was never sent',
    params,
    body: noBody,
    reply: DeliveryDetail,
  },
})
