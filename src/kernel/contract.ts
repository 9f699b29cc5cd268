// Shapes that the server, the CLI, the OpenAPI document and the browser share. No I/O, no Node modules.
import { z } from 'zod'
import { decimal } from './ids.ts'

/** What a person or a key may do. A role is a set of these (`access/model.ts`). */
export const SCOPES = [
  'read',
  'jobs:write',
  'files:move',
  'files:delete',
  'config:write',
  'secrets:write',
  'access:write',
  'logs:read',
] as const
export type Scope = (typeof SCOPES)[number]
export const ScopeName = z.enum(SCOPES)

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface RouteSpec {
  method: Method
  /** Fastify's form: `/api/v1/archive/batches/:batchId`. */
  path: string
  /**
   * `anonymous` must also stand in `http/anonymous-routes.ts`; `signed-in` is any person or key; `sender` is a program
   * that the route itself knows, and that is neither.
   */
  scope: Scope | 'signed-in' | 'anonymous' | 'sender'
  summary: string
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  /** `raw` for bytes, text and streams that the handler writes itself. */
  reply: z.ZodType | 'raw'
  /** Status of success; 200 unless said. A reply with a run is 202. */
  status?: 200 | 201 | 202 | 204
  /** Bytes that the body may have; 1 MiB unless said. */
  bodyLimit?: number
  /** The body comes as its bytes, whatever its type, and is parsed when the handler asks for it: `ReceivedBody`. */
  takesBytes?: true
  /** The reply holds a secret or sets a cookie: it is never kept for a repeated `Idempotency-Key`. */
  secretReply?: true
}

export const defineRoute = <const Spec extends RouteSpec>(spec: Spec): Spec => spec

/** A room's route table. Keys become the OpenAPI operation ids `<room>.<key>`. */
export const defineRoutes = <const Table extends Record<string, RouteSpec>>(room: string, routes: Table) => ({
  room,
  routes,
})
export type RouteTable = { room: string; routes: Record<string, RouteSpec> }

type InputOf<Spec, Key extends 'params' | 'query' | 'body'> =
  Spec extends Record<Key, infer Schema extends z.ZodType> ? Record<Key, z.input<Schema>> : unknown
type ParsedOf<Spec, Key extends 'params' | 'query' | 'body'> =
  Spec extends Record<Key, infer Schema extends z.ZodType> ? z.output<Schema> : undefined

/** What a client sends: only the parts that the route declares. */
export type RequestOf<Spec extends RouteSpec> = InputOf<Spec, 'params'> & InputOf<Spec, 'query'> & InputOf<Spec, 'body'>
export type ParamsOf<Spec extends RouteSpec> = ParsedOf<Spec, 'params'>
export type QueryOf<Spec extends RouteSpec> = ParsedOf<Spec, 'query'>
export type BodyOf<Spec extends RouteSpec> = ParsedOf<Spec, 'body'>
/** What a client gets. */
export type ReplyOf<Spec extends RouteSpec> = Spec['reply'] extends z.ZodType ? z.output<Spec['reply']> : Response
/** What a handler gives. */
export type ReplyInputOf<Spec extends RouteSpec> = Spec['reply'] extends z.ZodType ? z.input<Spec['reply']> : never

/** RFC 3339, UTC, milliseconds. */
export const Instant = z.iso.datetime({ precision: 3 }).describe('RFC 3339, UTC, with milliseconds')
export const instant = (epochMs: number): string => new Date(epochMs).toISOString()
export const instantOrNull = (epochMs: number | null): string | null => (epochMs === null ? null : instant(epochMs))

export const PageQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: decimal(z.number().int().min(1).max(200)).default(50).describe('50 unless said'),
})
export type PageQuery = z.output<typeof PageQuery>

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

/** A page that also tells how many there are. */
export const countedPageOf = <Item extends z.ZodType>(item: Item) =>
  pageOf(item).extend({
    total: z.number().int().min(0).nullable().describe('Of all that match, with the first page only'),
  })

/** A sentence as it travels: its code, what fills it, and the text in the reader's language. */
export const Said = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  text: z.string(),
  why: z.string().optional(),
  todo: z.string().optional(),
})
export type Said = z.output<typeof Said>

/** RFC 9457, with our stable `code` (the last part of `type`). */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  why: z.string().optional(),
  todo: z.string().optional(),
  requestId: z.string().optional(),
  errors: z
    .array(z.object({ pointer: z.string(), code: z.string(), detail: z.string(), line: z.number().optional() }))
    .optional(),
})
export type Problem = z.output<typeof Problem>

export const RunStarted = z.object({ runId: z.number().int() }).describe('The run that was started')
export const Nothing = z.null().describe('No content')
