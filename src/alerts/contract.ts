import { z } from 'zod'
import { DeliveryStateName } from '../deliveries/contract.ts'
import { defineRoutes, Instant, pageOf, PageQuery, Said } from '../kernel/contract.ts'
import { decimal, rowId } from '../kernel/ids.ts'
import { AREAS, FILTERS, MODES, SEVERITIES, TEMPLATE_MOST } from './model.ts'

export const ChannelId = rowId('alert channel')

const Id = z.number().int()
const IdGiven = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)

export const ModeName = z.enum(MODES)
export type ModeName = z.output<typeof ModeName>
export const MODE_NAMES: readonly ModeName[] = MODES

export const FiltersView = z.object({
  libraryIds: z.array(IdGiven).max(50).default([]),
  stationIds: z.array(IdGiven).max(50).default([]),
  severities: z.array(z.enum(SEVERITIES)).max(4).default([]),
  codes: z
    .array(z.string().min(1).max(80))
    .max(20)
    .default([])
    .describe('How a code begins, such as library. or movie'),
})
export type FiltersView = z.output<typeof FiltersView>

export const AlertKindView = z.object({
  kind: z.string(),
  area: z.enum(AREAS),
  title: z.string(),
  hint: z.string(),
  fields: z.array(z.string()).describe('What its text may name in {{ }}'),
  filters: z.array(z.enum(FILTERS)),
  template: z.string().describe('Its text unless a rule has another one'),
})
export type AlertKindView = z.output<typeof AlertKindView>

export const RuleView = z.object({
  kind: z.string(),
  mode: ModeName,
  filters: FiltersView,
  template: z.string().nullable().describe('Null for the usual words'),
})
export type RuleView = z.output<typeof RuleView>

export const ChannelView = z.object({
  channelId: Id,
  connectionId: Id,
  connectionKind: z.string(),
  /** The kind in words. */
  title: z.string(),
  name: z.string(),
  isEnabled: z.boolean(),
  off: z.object({ at: Instant, said: Said }).nullable().describe('Why it was switched off by itself'),
  connectionState: z.enum(['untested', 'well', 'failing', 'off']),
  waiting: z.number().int().describe('Things that are told later'),
  nextAt: Instant.nullable().describe('When the first of them is due'),
  rules: z.array(RuleView).describe('Kinds that are not named are off'),
  etag: z.string(),
})
export type ChannelView = z.output<typeof ChannelView>

export const CandidateView = z.object({
  connectionId: Id,
  connectionKind: z.string(),
  title: z.string(),
  name: z.string(),
})

export const AlertsView = z.object({
  kinds: z.array(AlertKindView).describe('Rows of the matrix, by area'),
  channels: z.array(ChannelView),
  candidates: z.array(CandidateView).describe('Connections that could be a channel and are none'),
  digestMinutes: z.number().int(),
  digestCount: z.number().int(),
  quietFrom: z.string().describe('HH:MM; empty when there are no quiet hours'),
  quietUntil: z.string(),
  timeZone: z.string(),
})
export type AlertsView = z.output<typeof AlertsView>

export const MessageView = z.object({
  messageId: Id,
  channelId: Id,
  channelName: z.string(),
  connectionKind: z.string(),
  kind: z.string(),
  mode: z.enum(['now', 'loud', 'digest', 'test']),
  title: z.string(),
  items: z.number().int(),
  plannedAt: Instant,
  deliveryId: Id,
  runId: Id.nullable(),
  state: DeliveryStateName.nullable().describe('Null when its delivery was dropped with age'),
  because: Said.nullable(),
  accepted: z.number().int().nullable().describe('Receivers that took it'),
  refused: z.array(z.object({ receiver: z.string(), status: z.number().int().nullable(), said: z.string() })),
})
export type MessageView = z.output<typeof MessageView>

export const PreviewView = z.object({
  title: z.string(),
  lines: z.array(z.string()),
  isExample: z.boolean().describe('Nothing of the kind happened within 24 hours'),
  events: z.number().int(),
  messages: z.number().int(),
})
export type PreviewView = z.output<typeof PreviewView>

const channelParams = z.object({ channelId: ChannelId })
const Kind = z.string().max(80)
const Template = z.string().max(TEMPLATE_MOST).nullable()

export const RuleGiven = z.object({
  mode: ModeName,
  filters: FiltersView.default({ libraryIds: [], stationIds: [], severities: [], codes: [] }),
  template: Template.default(null),
})

export const alertRoutes = defineRoutes('alerts', {
  get: {
    method: 'GET',
    path: '/api/v1/alerts',
    scope: 'read',
    summary: 'The matrix: what is told, in which channel, and how',
    reply: AlertsView,
  },
  addChannel: {
    method: 'POST',
    path: '/api/v1/alerts/channels',
    scope: 'config:write',
    summary: 'Make a connection a channel; it tells what needs you, until more is chosen',
    body: z.object({ connectionId: IdGiven }),
    reply: ChannelView,
    status: 201,
  },
  getChannel: {
    method: 'GET',
    path: '/api/v1/alerts/channels/:channelId',
    scope: 'read',
    summary: 'One channel with its rules',
    params: channelParams,
    reply: ChannelView,
  },
  changeChannel: {
    method: 'PATCH',
    path: '/api/v1/alerts/channels/:channelId',
    scope: 'config:write',
    summary: 'Switch a channel on or off',
    params: channelParams,
    body: z.object({ isEnabled: z.boolean() }),
    reply: ChannelView,
  },
  removeChannel: {
    method: 'DELETE',
    path: '/api/v1/alerts/channels/:channelId',
    scope: 'config:write',
    summary: 'Forget a channel with its rules; its connection stays',
    params: channelParams,
    reply: z.object({ removed: Id }),
  },
  setRule: {
    method: 'PUT',
    path: '/api/v1/alerts/channels/:channelId/rules/:kind',
    scope: 'config:write',
    summary: 'Say how a channel tells of one kind of thing',
    params: channelParams.extend({ kind: Kind }),
    body: RuleGiven,
    reply: ChannelView,
  },
  test: {
    method: 'POST',
    path: '/api/v1/alerts/channels/:channelId/test',
    scope: 'config:write',
    summary: 'Send a message of a kind as it would look, marked as a test',
    params: channelParams,
    body: z.object({ kind: Kind.default('everywhere.attention'), template: Template.default(null) }),
    reply: z.object({ messageId: Id, deliveryId: Id, runId: Id }),
    status: 202,
  },
  preview: {
    method: 'POST',
    path: '/api/v1/alerts/channels/:channelId/preview',
    scope: 'read',
    summary: 'Say what a rule would have told of the last 24 hours; sends nothing',
    params: channelParams,
    body: RuleGiven.extend({ kind: Kind }),
    reply: PreviewView,
  },
  listMessages: {
    method: 'GET',
    path: '/api/v1/alerts/messages',
    scope: 'read',
    summary: 'Messages and how far each came, newest first',
    query: PageQuery.extend({ channelId: decimal(IdGiven).optional() }),
    reply: pageOf(MessageView),
  },
})
