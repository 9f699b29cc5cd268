import { z } from 'zod'
import { defineRoutes, Instant, pageOf, PageQuery, Said } from '../../../kernel/contract.ts'
import { PlanId, rowId } from '../../../kernel/ids.ts'

const LogId = rowId('log')
const count = z.number().int()

const What = z.object({
  hour: Instant.optional().describe('Start of the only hour that is published; left out for the whole day'),
  acceptedGaps: z
    .array(Instant)
    .max(500)
    .default([])
    .describe('Starts of silent stretches that are meant to be silent'),
  takeOver: z
    .array(count)
    .max(500)
    .default([])
    .describe('Rows of others, by their numbers, that are removed for this log; needs files:move'),
})

const ScopeView = z.object({ startsAt: Instant, endsAt: Instant, isWholeDay: z.boolean() })

const StopperView = Said.extend({
  at: Instant,
  entryId: count.nullable(),
  canAccept: z.boolean().describe('A silent stretch that a person may mean'),
})

const ChangeView = z.object({
  act: z.enum(['add', 'replace', 'remove']),
  startsAt: Instant,
  endsAt: Instant,
  title: z.string(),
  entryId: count.nullable(),
  before: z.string().nullable().describe('What stands there now'),
})

const RowInTheWayView = z.object({
  rowId: count,
  startsAt: Instant,
  endsAt: Instant,
  title: z.string(),
  show: z.string().describe('Of its window; empty when it lies in none'),
  madeBy: z
    .string()
    .nullable()
    .describe('Who had Patchbay put it there; null when it was made elsewhere: LibreTime does not say by whom'),
  isTaken: z.boolean().describe('It is removed when this is published'),
  refusal: Said.nullable().describe('Why it can’t be taken over; null when it can'),
})
export type RowInTheWayView = z.output<typeof RowInTheWayView>

export const PublishPreview = z.object({
  logId: count,
  airDate: z.iso.date(),
  revision: count,
  scope: ScopeView,
  stoppers: z.array(StopperView).describe('While there is one, nothing can be published'),
  counts: z.object({
    add: count,
    replace: count,
    remove: count,
    keep: count,
    tooLate: count.describe('They begin within two minutes, or have begun: they stay as they are'),
    windows: count.describe('Windows of shows that are made'),
    foreign: count.describe('Rows that Patchbay did not make; they stay as they are unless they are taken over'),
    inTheWay: count.describe('Of those, where the log would be heard'),
    takeOver: count.describe('Of those, what is taken over'),
    changedOutside: count.describe('Rows of ours that were changed or taken out at the playout'),
  }),
  changes: z.array(ChangeView).describe('By time'),
  notes: z
    .array(Said.extend({ at: Instant, entryId: count }))
    .describe('What is heard otherwise than in the studio; it stops nothing'),
  inTheWay: z
    .array(RowInTheWayView)
    .describe('Rows of others where the log would be heard, by time; at most 500, and all that are taken over'),
  readAt: Instant.describe('When the playout was read'),
  planId: count.nullable().describe('Null while something stops it, and when there is nothing to do'),
})
export type PublishPreview = z.output<typeof PublishPreview>

export const PublicationState = z.enum([
  'planned',
  'publishing',
  'verified',
  'restoring',
  'restored',
  'undoing',
  'undone',
  'mixed',
  'discarded',
])

export const PublicationView = z.object({
  publicationId: count,
  logId: count,
  revision: count,
  planId: count,
  scope: ScopeView,
  state: PublicationState.describe(
    'verified: every row was read back. restored: it failed, and the playout has what it had before. mixed: neither',
  ),
  stands: z.enum(['new', 'old', 'neither', 'unknown']).describe('Which log the playout has now'),
  addCount: count,
  removeCount: count,
  keepCount: count,
  takeCount: count.describe('Rows of others that were taken over; which they were stands in the plan'),
  reason: Said.nullable(),
  madeBy: z.string(),
  madeAt: Instant,
  settledAt: Instant.nullable(),
})
export type PublicationView = z.output<typeof PublicationView>

export const PublishStarted = z.object({
  planId: count.nullable(),
  runId: count.nullable().describe('Null when there was nothing to do'),
  counts: PublishPreview.shape.counts,
})
export type PublishStarted = z.output<typeof PublishStarted>

const params = z.object({ logId: LogId })
const at = '/api/v1/radio/logs/:logId'

export const publishRoutes = defineRoutes('radio.publications', {
  preview: {
    method: 'POST',
    path: `${at}/preview`,
    scope: 'jobs:write',
    summary: 'Hold a log against what the playout has; nothing is sent',
    params,
    body: What,
    reply: PublishPreview,
  },
  publish: {
    method: 'POST',
    path: `${at}/publish`,
    scope: 'jobs:write',
    summary: 'Bring a log, or one hour of it, to the playout',
    params,
    body: What.extend({ planId: PlanId.optional().describe('Of a preview: exactly that is done') }),
    reply: PublishStarted,
    status: 202,
  },
  list: {
    method: 'GET',
    path: `${at}/publications`,
    scope: 'read',
    summary: 'What was brought to the playout, newest first',
    params,
    query: PageQuery,
    reply: pageOf(PublicationView),
  },
})
