import { z } from 'zod'
import { defineRoutes, Instant, pageOf, PageQuery, RunStarted, Said, ScopeName } from '../kernel/contract.ts'
import { JobId, PlanId } from '../kernel/ids.ts'

export const PlanStateName = z.enum([
  'draft',
  'applying',
  'applied',
  'partial',
  'stale',
  'discarded',
  'undoing',
  'undone',
])
export const OperationStateName = z.enum(['planned', 'done', 'skipped', 'failed', 'undone'])

const Details = z.record(z.string(), z.unknown())

export const PlanView = z.object({
  planId: z.number().int(),
  kind: z.string(),
  scope: ScopeName.describe('Who may apply, undo and discard it'),
  subject: z.string(),
  state: PlanStateName,
  title: Said,
  madeBy: z.string(),
  madeAt: Instant,
  operationCount: z.number().int(),
  runId: z.number().int().nullable(),
  appliedBy: z.string().nullable(),
  settledAt: Instant.nullable(),
  undoRunId: z.number().int().nullable(),
  undoneAt: Instant.nullable(),
  /** Null when there is nothing that could be undone. */
  undoableUntil: Instant.nullable(),
  data: Details,
})
export type PlanView = z.output<typeof PlanView>

export const OperationView = z.object({
  operationId: z.number().int(),
  position: z.number().int(),
  group: z.string(),
  kind: z.string(),
  before: Details,
  after: Details,
  reason: Said,
  state: OperationStateName,
  error: Said.nullable(),
})
export type OperationView = z.output<typeof OperationView>

const params = z.object({ planId: PlanId })
const noBody = z.object({}).default({})

export const planRoutes = defineRoutes('plans', {
  list: {
    method: 'GET',
    path: '/api/v1/plans',
    scope: 'read',
    summary: 'Plans, newest first',
    query: PageQuery.extend({
      kind: z.string().max(100).optional(),
      subject: z.string().max(200).optional(),
      state: PlanStateName.optional(),
      runId: JobId.optional(),
    }),
    reply: pageOf(PlanView),
  },
  get: {
    method: 'GET',
    path: '/api/v1/plans/:planId',
    scope: 'read',
    summary: 'One plan with its counts',
    params,
    reply: PlanView.extend({
      counts: z.array(z.object({ kind: z.string(), state: OperationStateName, count: z.number().int() })),
    }),
  },
  listOperations: {
    method: 'GET',
    path: '/api/v1/plans/:planId/operations',
    scope: 'read',
    summary: 'What a plan does, in its order',
    params,
    query: PageQuery.extend({
      state: OperationStateName.optional(),
      kind: z.string().max(100).optional(),
      text: z.string().max(200).optional(),
    }),
    reply: pageOf(OperationView),
  },
  check: {
    method: 'POST',
    path: '/api/v1/plans/:planId/check',
    scope: 'read',
    summary: 'Hold a draft against the world as it is now; changes nothing',
    params,
    body: noBody,
    reply: z.object({
      differenceCount: z.number().int(),
      differences: z.array(z.object({ operationId: z.number().int(), error: Said })),
    }),
  },
  apply: {
    method: 'POST',
    path: '/api/v1/plans/:planId/apply',
    // What a plan does decides who may: see `PlanOwner.scopeOf`.
    scope: 'signed-in',
    summary: 'Do exactly what the plan says; needs the scope that stands in the plan',
    params,
    body: noBody,
    reply: RunStarted,
    status: 202,
  },
  undo: {
    method: 'POST',
    path: '/api/v1/plans/:planId/undo',
    // What a plan does decides who may: see `PlanOwner.scopeOf`.
    scope: 'signed-in',
    summary: 'Bring back what the plan changed; needs the scope that stands in the plan',
    params,
    body: noBody,
    reply: RunStarted,
    status: 202,
  },
  discard: {
    method: 'POST',
    path: '/api/v1/plans/:planId/discard',
    // What a plan does decides who may: see `PlanOwner.scopeOf`.
    scope: 'signed-in',
    summary: 'Put a draft away; nothing was done; needs the scope that stands in the plan',
    params,
    body: noBody,
    reply: PlanView,
  },
})
