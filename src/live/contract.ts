import { z } from 'zod'
import { defineRoutes, Instant, pageOf, PageQuery } from '../kernel/contract.ts'
import { decimal, JobId } from '../kernel/ids.ts'

export const EventView = z.object({
  seq: z.number().int(),
  v: z.number().int(),
  at: Instant,
  /** `area.noun.past`. */
  kind: z.string(),
  /** The kind in words. */
  text: z.string(),
  actor: z.string(),
  scope: z.string().nullable(),
  subject: z.string(),
  runId: z.number().int().nullable(),
  jobId: z.number().int().nullable(),
  data: z.record(z.string(), z.unknown()),
})
export type EventView = z.output<typeof EventView>

export const ProgressView = z.object({
  jobId: z.number().int(),
  runId: z.number().int(),
  kind: z.string(),
  current: z.number(),
  total: z.number().nullable(),
  unit: z.string(),
  /** Units per second. */
  rate: z.number().nullable(),
  message: z.string().nullable(),
  at: Instant,
})
export type ProgressView = z.output<typeof ProgressView>

/**
 * What comes over `/events/stream` and `/events/ws`, the same on both. Over SSE `type` is the event's name and the rest
 * its data; `hello`, `event` and `gap` carry `seq` as the SSE id, so that a browser resumes by itself.
 */
export const StreamMessage = z.discriminatedUnion('type', [
  /** First message of a new stream: everything after `seq` will come. Read the state you show after this. */
  z.object({
    type: z.literal('hello'),
    seq: z.number().int(),
    /** The server's time, and the IANA zone in which it lives. */
    at: Instant,
    timeZone: z.string(),
  }),
  z.object({ type: z.literal('event'), event: EventView }),
  z.object({ type: z.literal('progress'), progress: ProgressView }),
  /** Events between were lost to you, because you were away too long or read too slowly: read everything again. */
  z.object({ type: z.literal('gap'), seq: z.number().int(), because: z.enum(['too-old', 'too-slow', 'unknown']) }),
  /** Every 15 s. `newest` is the log's newest sequence number, `at` the server's time. */
  z.object({ type: z.literal('heartbeat'), newest: z.number().int(), at: Instant }),
])
export type StreamMessage = z.output<typeof StreamMessage>

/** What a client may say over the WebSocket, at any time: go on from there. */
export const SocketRequest = z.strictObject({ type: z.literal('resume'), since: z.number().int().min(0) })
export type SocketRequest = z.output<typeof SocketRequest>

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
export const LogLevelName = z.enum(LOG_LEVELS)
export type LogLevelName = z.output<typeof LogLevelName>

export const LogLine = z.object({
  at: Instant,
  level: LogLevelName,
  area: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.unknown()),
})
export type LogLine = z.output<typeof LogLine>

/** What comes over `/logs/tail`: `type` is the SSE event's name. */
export const TailMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('line'), line: LogLine }),
  /** You read too slowly: so many lines that matched your filter were left out here. */
  z.object({ type: z.literal('skipped'), count: z.number().int() }),
  z.object({ type: z.literal('heartbeat'), at: Instant }),
])
export type TailMessage = z.output<typeof TailMessage>

const since = decimal(z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)).optional()

const logFilter = z.object({
  level: LogLevelName.default('info').describe('This level and worse'),
  area: z.string().max(60).optional(),
  text: z.string().max(200).optional().describe('Found anywhere in the line, without regard to case'),
})

export const eventRoutes = defineRoutes('events', {
  list: {
    method: 'GET',
    path: '/api/v1/events',
    scope: 'read',
    summary: 'What happened, newest first',
    query: PageQuery.extend({
      runId: JobId.optional(),
      subject: z.string().max(200).optional(),
      kind: z.string().max(100).optional().describe('The kind or how it starts'),
    }),
    reply: pageOf(EventView),
  },
  stream: {
    method: 'GET',
    path: '/api/v1/events/stream',
    scope: 'read',
    summary: 'Events as they happen (Server-Sent Events); resumes by Last-Event-ID or `since`',
    query: z.object({ since }),
    reply: 'raw',
  },
  makeTicket: {
    method: 'POST',
    path: '/api/v1/events/ticket',
    scope: 'read',
    summary: 'A ticket that opens one WebSocket within 30 s, for clients that can send no header with it',
    body: z.object({}).default({}),
    reply: z.object({ ticket: z.string(), expiresAt: Instant }),
    secretReply: true,
  },
  socket: {
    method: 'GET',
    path: '/api/v1/events/ws',
    scope: 'read',
    summary: 'Events as they happen (WebSocket); resumes by `since`',
    query: z.object({ since, ticket: z.string().max(200).optional() }),
    reply: 'raw',
  },
})

export const logRoutes = defineRoutes('logs', {
  list: {
    method: 'GET',
    path: '/api/v1/logs',
    scope: 'logs:read',
    summary: 'The newest lines of the log, oldest first',
    query: logFilter.extend({
      limit: decimal(z.number().int().min(1).max(1000)).default(200).describe('200 unless said'),
    }),
    reply: z.object({ items: z.array(LogLine), areas: z.array(z.string()) }),
  },
  tail: {
    method: 'GET',
    path: '/api/v1/logs/tail',
    scope: 'logs:read',
    summary: 'Lines of the log as they are written (Server-Sent Events)',
    query: logFilter,
    reply: 'raw',
  },
})
