import { z } from 'zod'
import { defineRoutes, Instant, Said } from '../kernel/contract.ts'
import { rowId } from '../kernel/ids.ts'
import { NAME_LONGEST, RUNGS, SECRET_LONGEST } from './model.ts'

export const FindingView = z.object({ level: z.enum(['ok', 'warn', 'bad']), said: Said })
export const DoctorReport = z.object({
  checkedAt: Instant,
  level: z.enum(['ok', 'warn', 'bad']).describe('The worst of all findings'),
  checks: z.array(
    z.object({ id: z.string(), area: z.string(), tookMs: z.number().int(), findings: z.array(FindingView) }),
  ),
})
export type DoctorReport = z.output<typeof DoctorReport>

export const ConnectionId = rowId('connection')

const FieldName = z.string().regex(/^[a-z]\w{0,39}$/)
const ConnectionName = z
  .string()
  .trim()
  .min(1)
  .max(NAME_LONGEST)
  .regex(/^[^\p{C}]*$/u)
  .describe('Compared without regard to case; all are different')
const SettingsGiven = z.record(FieldName, z.unknown())
const SecretsGiven = z
  .record(FieldName, z.string().min(1).max(SECRET_LONGEST).nullable())
  .describe('Written only: null forgets one, one that is left out stays')

export const RungView = z.object({
  id: z.enum(RUNGS),
  state: z.enum(['ok', 'failed', 'not-reached']),
  said: Said.nullable(),
  tookMs: z.number().int().nullable(),
})
export const TestView = z.object({ at: Instant, isWell: z.boolean(), rungs: z.array(RungView) })
export type TestView = z.output<typeof TestView>

export const ConnectorView = z.object({
  kind: z.string(),
  title: z.string(),
  schema: z.record(z.string(), z.unknown()).describe('JSON Schema of its settings'),
  fields: z.array(
    z.object({ name: z.string(), label: z.string(), hint: z.string().nullable(), isRequired: z.boolean() }),
  ),
  secrets: z.array(
    z.object({ name: z.string(), label: z.string(), hint: z.string().nullable(), isRequired: z.boolean() }),
  ),
})
export type ConnectorView = z.output<typeof ConnectorView>

export const ConnectionView = z.object({
  connectionId: z.number().int(),
  kind: z.string(),
  title: z.string().describe('Of its kind'),
  name: z.string(),
  settings: z.record(z.string(), z.unknown()),
  secrets: z.array(
    z.object({
      name: z.string(),
      isSet: z.boolean(),
      hint: z.string().describe('How it ends, when it is long enough'),
      changedAt: Instant.nullable(),
    }),
  ),
  origin: z.enum(['person', 'environment']),
  isEnabled: z.boolean(),
  state: z.enum(['untested', 'well', 'failing', 'off']),
  since: Instant.nullable(),
  /** Jobs that talk to it rest until then: it failed five times in a row. */
  pausedUntil: Instant.nullable(),
  problem: Said.nullable(),
  lastTest: TestView.nullable(),
  createdAt: Instant,
  changedAt: Instant,
  etag: z.string(),
})
export type ConnectionView = z.output<typeof ConnectionView>

const connectionParams = z.object({ connectionId: ConnectionId })

export const connectionRoutes = defineRoutes('connections', {
  runDoctor: {
    method: 'GET',
    path: '/api/v1/doctor',
    scope: 'read',
    summary: 'Look at everything that Patchbay stands on, and say what to do about what is wrong',
    reply: DoctorReport,
  },
  listConnectors: {
    method: 'GET',
    path: '/api/v1/connectors',
    scope: 'read',
    summary: 'Kinds of services that can be connected, with the fields of their forms',
    reply: z.object({ items: z.array(ConnectorView) }),
  },
  list: {
    method: 'GET',
    path: '/api/v1/connections',
    scope: 'read',
    summary: 'Connected services by name, and how they are',
    reply: z.object({ items: z.array(ConnectionView) }),
  },
  get: {
    method: 'GET',
    path: '/api/v1/connections/:connectionId',
    scope: 'read',
    summary: 'One connection, with its last test',
    params: connectionParams,
    reply: ConnectionView,
  },
  add: {
    method: 'POST',
    path: '/api/v1/connections',
    scope: 'secrets:write',
    summary: 'Connect a service; nothing is asked of it until it is tested or used',
    body: z.object({
      kind: z.string().max(40),
      name: ConnectionName,
      settings: SettingsGiven,
      secrets: SecretsGiven.default({}),
      isEnabled: z.boolean().default(true),
    }),
    reply: ConnectionView,
    status: 201,
  },
  change: {
    method: 'PATCH',
    path: '/api/v1/connections/:connectionId',
    scope: 'secrets:write',
    summary: 'Change a connection (If-Match needed); settings are given whole, secrets that are left out stay',
    params: connectionParams,
    body: z.object({
      name: ConnectionName.optional(),
      settings: SettingsGiven.optional(),
      secrets: SecretsGiven.optional(),
      isEnabled: z.boolean().optional(),
    }),
    reply: ConnectionView,
  },
  remove: {
    method: 'DELETE',
    path: '/api/v1/connections/:connectionId',
    scope: 'secrets:write',
    summary: 'Forget a connection and its secrets; refused while something needs it',
    params: connectionParams,
    reply: z.object({ removed: z.number().int() }),
  },
  test: {
    method: 'POST',
    path: '/api/v1/connections/:connectionId/test',
    scope: 'config:write',
    summary: 'Test a connection now, from its name to its rights; it changes nothing there',
    params: connectionParams,
    reply: TestView,
  },
  testDraft: {
    method: 'POST',
    path: '/api/v1/connections/test',
    scope: 'secrets:write',
    summary: 'Test what is in a form before it is saved',
    body: z.object({
      kind: z.string().max(40),
      settings: SettingsGiven,
      secrets: SecretsGiven.default({}),
      connectionId: ConnectionId.optional().describe('Whose secrets stand for those that are left out'),
    }),
    reply: TestView,
  },
})
