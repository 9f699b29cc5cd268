import type { ReplyInputOf, ReplyOf, RequestOf, RouteSpec, RouteTable } from '../kernel/contract.ts'
import { NotFoundError } from '../kernel/errors.ts'
import { type BoundRoute, bindRoutes, type Call, isHttpReply, type RawBody } from '../kernel/routes.ts'
import { assertScope } from './authorize.ts'
import type { ServedRoute } from './served-route.ts'
import { strictly } from './strict-schema.ts'

/** Calls routes of ours in the name of who called the alias: same scopes, same checks, same work. */
export interface Ask {
  <Spec extends RouteSpec>(spec: Spec, request: RequestOf<Spec>): Promise<ReplyOf<Spec>>
  raw(spec: RouteSpec, request: { params?: unknown; query?: unknown }): Promise<RawBody>
}

export type AliasHandler<Spec extends RouteSpec> = (call: Call<Spec> & { ask: Ask }) => Promise<ReplyInputOf<Spec>>

export interface AliasTable<Table extends RouteTable> {
  table: Table
  handlers: { [Key in keyof Table['routes']]: AliasHandler<Table['routes'][Key]> }
  problemMembers: NonNullable<ServedRoute['problemMembers']>
}

/** Serves a table of foreign paths and shapes on top of the routes that the rooms have bound. */
export function bindAliases<Table extends RouteTable>(
  aliases: AliasTable<Table>,
  rooms: readonly BoundRoute[],
): ServedRoute[] {
  const byAddress = new Map(rooms.map((route) => [addressOf(route.spec), route]))
  const bound = bindRoutes(
    aliases.table,
    Object.fromEntries(
      Object.entries(aliases.handlers).map(([key, handler]) => [
        key,
        (call: Call<RouteSpec>) => (handler as AliasHandler<RouteSpec>)({ ...call, ask: askOf(byAddress, call) }),
      ]),
    ) as never,
  )
  return bound.map((route) => ({ ...route, problemMembers: aliases.problemMembers }))
}

const addressOf = ({ method, path }: RouteSpec): string => `${method} ${path}`

function askOf(byAddress: ReadonlyMap<string, BoundRoute>, call: Call<RouteSpec>): Ask {
  const answer = async (
    spec: RouteSpec,
    request: { params?: unknown; query?: unknown; body?: unknown },
  ): Promise<unknown> => {
    const route = byAddress.get(addressOf(spec))
    if (route === undefined) throw new NotFoundError('request/no-such-address')
    assertScope(call.actor, route)
    const parse = (schema: RouteSpec['body'], value: unknown): unknown =>
      schema === undefined ? undefined : strictly(schema).parse(value)
    const reply = await route.handle({
      ...call,
      params: parse(spec.params, request.params) as never,
      query: parse(spec.query, request.query ?? {}) as never,
      body: parse(spec.body, request.body) as never,
    })
    return isHttpReply(reply) ? reply.body : reply
  }
  const ask = async (spec: RouteSpec, request: object): Promise<unknown> => {
    const body = await answer(spec, request)
    return spec.reply === 'raw' ? body : spec.reply.parse(body)
  }
  const raw = async (spec: RouteSpec, request: object): Promise<RawBody> => (await answer(spec, request)) as RawBody
  return Object.assign(ask, { raw }) as Ask
}
