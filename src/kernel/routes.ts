import type { Readable } from 'node:stream'
import { NotAllowedError } from './errors.ts'
import type { BodyOf, ParamsOf, QueryOf, ReplyInputOf, RouteSpec, RouteTable, Scope } from './contract.ts'

/** Who calls. */
export interface Actor {
  /** As it stands in events and audit: `person:3`, `key:7`, `cli:ann`, `system`, `anonymous`. */
  readonly id: string
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
  /** The person, also behind a key; none behind the host's command line, a key without an owner and the system. */
  readonly personId?: number
}

export const systemActor: Actor = { id: 'system', name: 'Patchbay', scopes: new Set() }

/** For what needs more than its route. @throws NotAllowedError */
export function requireScope({ scopes }: Pick<Actor, 'scopes'>, scope: Scope): void {
  if (!scopes.has(scope)) throw new NotAllowedError('request/scope-missing', { params: { scope } })
}

/** What a request says about who sent it. */
export interface Credentials {
  header(name: string): string | undefined
  cookie(name: string): string | undefined
  /** Behind trusted proxies. */
  address: string
  /** Whether the caller's side of the connection is encrypted. */
  isSecure: boolean
  /** Whether it came from this machine, through no proxy. */
  isLocal: boolean
}

export interface Authenticated {
  actor: Actor
  /** A cookie is sent by browsers without being asked, so such a request must prove where it comes from. */
  by: 'cookie' | 'header'
}

/**
 * Who calls; undefined when nothing was presented or a session has ended.
 * @throws NotAllowedError when a key was presented that is not valid
 */
export type Authenticate = (credentials: Credentials) => Promise<Authenticated | undefined>

export interface Call<Spec extends RouteSpec> {
  params: ParamsOf<Spec>
  query: QueryOf<Spec>
  body: BodyOf<Spec>
  actor: Actor
  /** Aborts when the client went away. */
  signal: AbortSignal
  request: {
    /** Stands in the log and in every problem. */
    id: string
    /** The caller's address behind trusted proxies. */
    address: string
    /** Whether the caller's side of the connection is encrypted. */
    isSecure: boolean
    /** Asks again whether the caller may do this; for streams, which outlive sessions and keys. */
    isStillAllowed(): Promise<boolean>
    ifMatch: string | undefined
    header(name: string): string | undefined
    cookie(name: string): string | undefined
  }
}

/** The body of a route that takes bytes. */
export interface ReceivedBody {
  bytes: Uint8Array
  /** @throws InvalidInputError when it is not JSON, or JSON that nobody means well with */
  json(): unknown
}

export const isReceivedBody = (value: unknown): value is ReceivedBody =>
  typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array

const replyMark: unique symbol = Symbol('reply')

/** A reply with more than a body. */
export interface HttpReply<Body> {
  [replyMark]: true
  body: Body
  status?: number
  headers: Readonly<Record<string, string>>
}

export function withHeaders<Body>(body: Body, headers: Record<string, string>, status?: number): HttpReply<Body> {
  return status === undefined ? { [replyMark]: true, body, headers } : { [replyMark]: true, body, headers, status }
}

/** Strong ETag of an edited thing: its version. */
export const withEtag = <Body>(body: Body, etag: string): HttpReply<Body> => withHeaders(body, { etag: `"${etag}"` })

/** The same where the reply tells more than the version covers: what was kept of it is never taken for what is now. */
export const withVersion = <Body>(body: Body, version: string): HttpReply<Body> =>
  withHeaders(body, { etag: `"${version}"`, 'cache-control': 'no-store' })

export function isHttpReply(value: unknown): value is HttpReply<unknown> {
  return typeof value === 'object' && value !== null && replyMark in value
}

/** A file that is sent as it lies, or the part of it that was asked for (`Range`). */
export interface FileToSend {
  /** Absolute; nothing outside of it is sent. */
  folder: string
  relPath: string
}

/** Bytes, text, a stream or a file, for routes whose reply is `raw`. */
export interface RawBody {
  contentType: string
  data: string | Uint8Array | Readable | FileToSend
  /** Named when the browser shall save it. */
  fileName?: string
  cacheControl?: string
}

type BodyToSend<Spec extends RouteSpec> = Spec['reply'] extends 'raw' ? RawBody : ReplyInputOf<Spec>
export type Handler<Spec extends RouteSpec> = (
  call: Call<Spec>,
) => Promise<BodyToSend<Spec> | HttpReply<BodyToSend<Spec>>>

export interface BoundRoute {
  operationId: string
  spec: RouteSpec
  handle: (call: Call<RouteSpec>) => Promise<unknown>
  /** Of a route for senders: turns strangers away before their body is read. @throws NotAllowedError */
  admit?: (request: { params: unknown; header: Credentials['header'] }) => Promise<void>
}

/** One open WebSocket, as a room sees it. */
export interface Socket {
  /** Bytes that wait to be sent. */
  readonly bufferedBytes: number
  /** Resolves when the bytes were handed to the system. */
  send(text: string): Promise<void>
  close(code: number, reason: string): void
  onMessage(listener: (text: string) => void): void
  /** Aborts when it is closed, by whichever side. */
  readonly signal: AbortSignal
}

export interface TicketHolder {
  actor: Actor
  isStillAllowed(): Promise<boolean>
}

/** A WebSocket at the path of a bound GET route; its scope, params and query are that route's. */
export interface BoundSocket {
  operationId: string
  /** Who a single-use `?ticket=` stands for, and whether that one may still do what the ticket was made for. */
  redeem(ticket: string): TicketHolder | undefined
  open(socket: Socket, call: Call<RouteSpec>): Promise<void>
}

/** Binds each route of a table to its use case: all of them, no others. */
export function bindRoutes<Table extends RouteTable>(
  table: Table,
  handlers: { [Key in keyof Table['routes']]: Handler<Table['routes'][Key]> },
): BoundRoute[] {
  return Object.entries(table.routes).map(([key, spec]) => ({
    operationId: `${table.room}.${key}`,
    spec,
    // The server parses by `spec` before it calls, so the narrower call type holds.
    handle: handlers[key] as unknown as BoundRoute['handle'],
  }))
}
