import { decodeCursor, pageFrom } from '../kernel/paging.ts'
import { type BoundRoute, bindRoutes, type Call, type Handler, isReceivedBody, withEtag } from '../kernel/routes.ts'
import { type SourceView, webhookRoutes } from './contract.ts'
import type { Source } from './model.ts'
import { admitCaller, receiveCall } from './receive-call.ts'
import { getCall, type ReplayDeps, replayCall, tryCall } from './replay-call.ts'
import { addSource, changeSource, getSource, removeSource, rotateSecret, type SourceDeps } from './sources.ts'
import { listCalls, listSecrets, listSources } from './store.ts'
import { type Refused, toCallDetail, toCallView, toDryRun, toKindView, toSourceView } from './views.ts'

export type WebhookRouteDeps = SourceDeps & ReplayDeps & { refusals: ReadonlyMap<number, Refused> }

type Receive = Pick<Call<typeof webhookRoutes.routes.receive>, 'params' | 'request' | 'body'>

export function webhookRoutesOf(deps: WebhookRouteDeps): BoundRoute[] {
  const bound = bindRoutes(webhookRoutes, { ...sourceHandlers(deps), ...callHandlers(deps), ...doors(deps) })
  const admit = admitBy(admitCaller(deps))
  return bound.map((route) => (route.spec.scope === 'sender' ? { ...route, admit } : route))
}

type Handlers<Key extends keyof typeof webhookRoutes.routes> = {
  [Name in Key]: Handler<(typeof webhookRoutes.routes)[Name]>
}

function sourceHandlers(
  deps: WebhookRouteDeps,
): Handlers<'listKinds' | 'list' | 'get' | 'add' | 'change' | 'rotate' | 'remove'> {
  const { db, keyring } = deps
  const use = {
    add: addSource(deps),
    change: changeSource(deps),
    rotate: rotateSecret(deps),
    remove: removeSource(deps),
  }
  const withSecret = async ({ source, secret }: { source: Source; secret: string }) => {
    // At once, so that no log shows it.
    await keyring.of(source)
    return { source: await viewOf(deps, source), secret }
  }
  return {
    listKinds: async () => ({ items: deps.translators.list().map(toKindView) }),
    list: async () => ({
      items: await Promise.all((await listSources(db.read)).map((source) => viewOf(deps, source))),
    }),
    get: async ({ params }) => answer(deps, await getSource(db.read, params.sourceId)),
    add: async ({ body, actor, request }) =>
      withSecret(await use.add(body, { actor: actor.id, address: request.address })),
    change: async ({ params, body, actor, request }) => {
      const by = { actor: actor.id, address: request.address, ifMatch: request.ifMatch }
      return answer(deps, await use.change(params.sourceId, body, by))
    },
    rotate: async ({ params, body, actor, request }) =>
      withSecret(await use.rotate(params.sourceId, body.overlapHours, { actor: actor.id, address: request.address })),
    remove: async ({ params, actor, request }) => {
      await use.remove(params.sourceId, { actor: actor.id, address: request.address })
      keyring.forget(params.sourceId)
      return { removed: params.sourceId }
    },
  }
}

function callHandlers(deps: WebhookRouteDeps): Handlers<'listCalls' | 'getCall' | 'dryRun' | 'replay'> {
  const { db } = deps
  const replay = replayCall(deps)
  const detailOf = async (callId: number) => {
    const call = await getCall(deps, callId)
    return toCallDetail(call, (await presentNumbers(deps)).get(call.sourceId) ?? 0)
  }
  return {
    listCalls: async ({ query: { cursor, limit, ...filter } }) => {
      const rows = await listCalls(db.read, { ...filter, before: decodeCursor(cursor), limit: limit + 1 })
      const { items, nextCursor } = pageFrom(rows, limit, ({ callId }) => callId)
      const numbers = await presentNumbers(deps)
      return { items: items.map((call) => toCallView(call, numbers.get(call.sourceId) ?? 0)), nextCursor }
    },
    getCall: ({ params }) => detailOf(params.callId),
    dryRun: async ({ params }) => toDryRun(await tryCall(deps, params.callId)),
    replay: async ({ params, actor, request }) => {
      await replay(params.callId, { actor: actor.id, address: request.address })
      return detailOf(params.callId)
    },
  }
}

function doors(deps: WebhookRouteDeps): Handlers<'receive' | 'receivePut'> {
  const receive = receiveCall(deps)
  const take = async ({ params, request, body }: Receive, method: string) => {
    const call = await receive({
      key: params.source,
      method,
      header: request.header,
      address: request.address,
      body: isReceivedBody(body) ? body : undefined,
    })
    return { status: 'success' as const, eventId: call.callId, outcome: call.outcome, runId: call.runId }
  }
  return { receive: (call) => take(call, 'POST'), receivePut: (call) => take(call, 'PUT') }
}

const admitBy =
  (admit: ReturnType<typeof admitCaller>): NonNullable<BoundRoute['admit']> =>
  ({ params, header }) =>
    admit({ key: (params as { source: string }).source, header })

const answer = async (deps: WebhookRouteDeps, source: Source) =>
  withEtag(await viewOf(deps, source), String(source.version))

async function viewOf({ db, keyring, refusals, clock }: WebhookRouteDeps, source: Source): Promise<SourceView> {
  const { sourceId } = source
  const now = clock.now()
  const all = await listSecrets(db.read, sourceId)
  const secrets = all.filter(({ endsAt }) => endsAt === null || endsAt > now)
  const readable = await keyring.of(source)
  const [lastCall] = await listCalls(db.read, { sourceId, limit: 1 })
  return toSourceView(source, {
    secrets,
    isReadable: readable.some(({ endsAt }) => endsAt === null),
    lastCall,
    lastRefusal: refusals.get(sourceId),
  })
}

/** Of the secret in force, by source. */
async function presentNumbers({ db }: WebhookRouteDeps): Promise<Map<number, number>> {
  const present = (await listSecrets(db.read)).filter(({ endsAt }) => endsAt === null)
  return new Map(present.map(({ sourceId, number }) => [sourceId, number]))
}
