import { z } from 'zod'
import { defineRoutes, Instant, pageOf, PageQuery, Said } from '../kernel/contract.ts'
import { decimal, rowId } from '../kernel/ids.ts'
import { BODY_MOST_BYTES, KEY_FORM, OUTCOMES, OVERLAP_MOST_HOURS } from './model.ts'

export const SourceId = rowId('webhook source')
export const CallId = rowId('webhook call')

const Id = z.number().int()
const SourceName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{C}]*$/u)
  .describe('Compared without regard to case; all are different')

export const OutcomeName = z.enum(OUTCOMES)

export const SecretView = z.object({
  hint: z.string().describe('How it ends'),
  createdAt: Instant,
  endsAt: Instant.nullable().describe('Of a former one: until then it is taken, too'),
  usedAt: Instant.nullable().describe('When the sender first proved that it has it'),
})

export const CallView = z.object({
  callId: Id,
  sourceId: Id,
  receivedAt: Instant,
  event: z.string().nullable().describe('As the kind of sender calls it; null when it said none'),
  label: z.string().nullable().describe('What it is about'),
  outcome: OutcomeName,
  /** The outcome in words. */
  text: z.string(),
  because: Said.nullable(),
  runId: Id.nullable().describe('The run with the jobs that it led to; of a repeated call the run of the first'),
  duplicateOf: Id.nullable(),
  method: z.string(),
  address: z.string().describe('Where it came from'),
  userAgent: z.string().nullable(),
  bodyBytes: z.number().int().describe('As it came'),
  isFormerSecret: z.boolean().describe('The sender used a secret that a newer one has replaced'),
  replays: z.number().int(),
  replayedAt: Instant.nullable(),
})
export type CallView = z.output<typeof CallView>

export const CallDetail = CallView.extend({
  body: z.string().describe('JSON; what looked like a secret is masked'),
})
export type CallDetail = z.output<typeof CallDetail>

export const SourceView = z.object({
  sourceId: Id,
  name: z.string(),
  key: z.string().describe('Its address is /hooks/<key>'),
  kind: z.string(),
  /** The kind in words. */
  title: z.string(),
  connectionId: Id.nullable(),
  isEnabled: z.boolean(),
  state: z
    .enum(['off', 'unreadable', 'new', 'verified', 'former-secret'])
    .describe('verified: the sender has proved that it has the present secret'),
  verifiedAt: Instant.nullable(),
  secrets: z.array(SecretView).describe('The present one first'),
  lastCall: CallView.nullable().describe('Of the last seven days'),
  lastRefusal: z
    .object({ at: Instant, code: z.string(), text: z.string() })
    .nullable()
    .describe('Of a caller that was turned away, since the server started'),
  createdAt: Instant,
  changedAt: Instant,
  etag: z.string(),
})
export type SourceView = z.output<typeof SourceView>

export const KindView = z.object({
  kind: z.string(),
  title: z.string(),
  connectionKind: z.string().nullable().describe('The kind of connection that a source of it names'),
})
export type KindView = z.output<typeof KindView>

const WithSecret = z.object({
  source: SourceView,
  secret: z.string().describe('Shown this once: a signing key, and a password or token where a sender can’t sign'),
})
export type WithSecret = z.output<typeof WithSecret>

export const DryRun = z.object({
  outcome: OutcomeName,
  text: z.string(),
  event: z.string().nullable(),
  label: z.string().nullable(),
  because: Said.nullable(),
  jobs: z
    .array(z.object({ kind: z.string(), title: z.string(), label: z.string(), payload: z.unknown() }))
    .describe('What it would lead to'),
})
export type DryRun = z.output<typeof DryRun>

const ConnectionRef = z.number().int().positive().max(Number.MAX_SAFE_INTEGER).nullable()
const sourceParams = z.object({ sourceId: SourceId })
const callParams = z.object({ callId: CallId })
const noBody = z.object({}).default({})

/** What a sender is answered. */
export const Taken = z.object({
  status: z.literal('success'),
  eventId: Id.describe('The call, as Patchbay calls it'),
  outcome: OutcomeName,
  runId: Id.nullable(),
})

/** Senders need 2xx at once: any other answer makes some of them silent for an hour. */
const takes = {
  scope: 'sender',
  params: z.object({ source: z.string().max(100) }),
  body: z.unknown(),
  takesBytes: true,
  bodyLimit: BODY_MOST_BYTES,
  reply: Taken,
} as const

export const webhookRoutes = defineRoutes('webhooks', {
  listKinds: {
    method: 'GET',
    path: '/api/v1/webhooks/kinds',
    scope: 'read',
    summary: 'Kinds of programs whose calls are understood',
    reply: z.object({ items: z.array(KindView) }),
  },
  list: {
    method: 'GET',
    path: '/api/v1/webhooks/sources',
    scope: 'read',
    summary: 'Programs that may call, by name, and how it goes with them',
    reply: z.object({ items: z.array(SourceView) }),
  },
  get: {
    method: 'GET',
    path: '/api/v1/webhooks/sources/:sourceId',
    scope: 'read',
    summary: 'One program that may call',
    params: sourceParams,
    reply: SourceView,
  },
  add: {
    method: 'POST',
    path: '/api/v1/webhooks/sources',
    scope: 'secrets:write',
    summary: 'Let a program call; the reply holds its secret, this once',
    body: z.object({
      kind: z.string().max(40),
      name: SourceName,
      key: z.string().regex(KEY_FORM).optional().describe('Of its address; made of the name when left out'),
      connectionId: ConnectionRef.default(null),
    }),
    reply: WithSecret,
    status: 201,
    secretReply: true,
  },
  change: {
    method: 'PATCH',
    path: '/api/v1/webhooks/sources/:sourceId',
    scope: 'secrets:write',
    summary: 'Rename it, say which connection it is, or switch it on or off (If-Match needed)',
    params: sourceParams,
    body: z.object({
      name: SourceName.optional(),
      connectionId: ConnectionRef.optional(),
      isEnabled: z.boolean().optional(),
    }),
    reply: SourceView,
  },
  rotate: {
    method: 'POST',
    path: '/api/v1/webhooks/sources/:sourceId/rotate',
    scope: 'secrets:write',
    summary: 'Give it a new secret; the former one is taken for a while, too',
    params: sourceParams,
    body: z
      .object({ overlapHours: z.number().min(0).max(OVERLAP_MOST_HOURS).default(24).describe('24 unless said') })
      .default({ overlapHours: 24 }),
    reply: WithSecret,
    secretReply: true,
  },
  remove: {
    method: 'DELETE',
    path: '/api/v1/webhooks/sources/:sourceId',
    scope: 'secrets:write',
    summary: 'Forget it, its secrets and its calls',
    params: sourceParams,
    reply: z.object({ removed: Id }),
  },
  listCalls: {
    method: 'GET',
    path: '/api/v1/webhooks/calls',
    scope: 'read',
    summary: 'Calls of the last seven days and what became of each, newest first',
    query: PageQuery.extend({
      sourceId: decimal(z.number().int().positive().max(Number.MAX_SAFE_INTEGER)).optional(),
      outcome: OutcomeName.optional(),
    }),
    reply: pageOf(CallView),
  },
  getCall: {
    method: 'GET',
    path: '/api/v1/webhooks/calls/:callId',
    scope: 'read',
    summary: 'One call with what it said',
    params: callParams,
    reply: CallDetail,
  },
  dryRun: {
    method: 'POST',
    path: '/api/v1/webhooks/calls/:callId/dry-run',
    scope: 'read',
    summary: 'Say which jobs a call would lead to now; changes nothing',
    params: callParams,
    body: noBody,
    reply: DryRun,
  },
  replay: {
    method: 'POST',
    path: '/api/v1/webhooks/calls/:callId/replay',
    scope: 'jobs:write',
    summary: 'Follow a call once more, as if it came now',
    params: callParams,
    body: noBody,
    reply: CallDetail,
  },
  receive: {
    ...takes,
    method: 'POST',
    path: '/hooks/:source',
    summary: 'Take a call of a program that is known; what it leads to goes on afterwards',
  },
  receivePut: {
    ...takes,
    method: 'PUT',
    path: '/hooks/:source',
    summary: 'The same for programs that send with PUT',
  },
})
