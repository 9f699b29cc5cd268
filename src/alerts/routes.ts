import { decodeCursor, pageFrom } from '../kernel/paging.ts'
import { type BoundRoute, bindRoutes, type Handler, withEtag } from '../kernel/routes.ts'
import { addChannel, changeChannel, changeRule, getChannel, removeChannel } from './channels.ts'
import { alertRoutes, type AlertsView, type ChannelView } from './contract.ts'
import type { AlertsDeps } from './deps.ts'
import { countWaiting, listMessages } from './messages/store.ts'
import type { Channel } from './model.ts'
import { previewRule } from './preview-rule.ts'
import { listChannels, listRules } from './store.ts'
import { assertTemplate } from './template.ts'
import { testChannel } from './test-channel.ts'
import { toCandidateView, toChannelView, toKindView, toMessageView } from './views.ts'

type Handlers<Key extends keyof typeof alertRoutes.routes> = {
  [Name in Key]: Handler<(typeof alertRoutes.routes)[Name]>
}

export const alertRoutesOf = (deps: AlertsDeps): BoundRoute[] =>
  bindRoutes(alertRoutes, { ...channelHandlers(deps), ...messageHandlers(deps) })

function channelHandlers(
  deps: AlertsDeps,
): Handlers<'get' | 'getChannel' | 'addChannel' | 'changeChannel' | 'removeChannel' | 'setRule'> {
  const use = {
    add: addChannel(deps),
    change: changeChannel(deps),
    remove: removeChannel(deps),
    rule: changeRule(deps),
  }
  const answer = async (channel: Channel) => withEtag(await viewOf(deps, channel), String(channel.version))
  return {
    get: () => matrixOf(deps),
    getChannel: async ({ params }) => answer(await getChannel(deps.db.read, params.channelId)),
    addChannel: async ({ body, actor, request }) =>
      answer(await use.add(body.connectionId, { actor: actor.id, address: request.address })),
    changeChannel: async ({ params, body, actor, request }) => {
      const by = { actor: actor.id, address: request.address, ifMatch: request.ifMatch }
      return answer(await use.change(params.channelId, body.isEnabled, by))
    },
    removeChannel: async ({ params, actor, request }) => {
      await use.remove(params.channelId, { actor: actor.id, address: request.address })
      return { removed: params.channelId }
    },
    setRule: async ({ params, body, actor, request }) =>
      answer(await use.rule({ ...params, ...body }, { actor: actor.id, address: request.address })),
  }
}

function messageHandlers(deps: AlertsDeps): Handlers<'test' | 'preview' | 'listMessages'> {
  const test = testChannel(deps)
  return {
    test: ({ params, body, actor, request }) =>
      test(params.channelId, body, { actor: actor.id, address: request.address }),
    preview: async ({ params, body }) => {
      const kind = deps.catalogue.get(body.kind)
      if (body.template !== null) assertTemplate(body.template, kind.fields)
      const channel = await getChannel(deps.db.read, params.channelId)
      return previewRule(deps, channel, { channelId: channel.channelId, ...body })
    },
    listMessages: async ({ query: { cursor, limit, channelId } }) => {
      const filter = channelId === undefined ? {} : { channelId }
      const rows = await listMessages(deps.db.read, { ...filter, before: decodeCursor(cursor), limit: limit + 1 })
      const { items, nextCursor } = pageFrom(rows, limit, ({ messageId }) => messageId)
      return { items: await messagesOf(deps, items), nextCursor }
    },
  }
}

async function messagesOf(deps: AlertsDeps, rows: Awaited<ReturnType<typeof listMessages>>) {
  const connections = new Map((await deps.listConnections()).map((one) => [one.connectionId, one]))
  const channels = new Map((await listChannels(deps.db.read)).map((one) => [one.channelId, one.connectionId]))
  const found = await deps.deliveries.list(rows.map(({ deliveryId }) => deliveryId))
  const deliveries = new Map(found.map((one) => [Number(one.deliveryId), one]))
  return rows.map((row) =>
    toMessageView(row, {
      connection: connections.get(channels.get(row.channelId) ?? 0),
      delivery: deliveries.get(row.deliveryId),
    }),
  )
}

async function viewOf(deps: AlertsDeps, channel: Channel): Promise<ChannelView> {
  const { channelId, connectionId } = channel
  const waiting = (await countWaiting(deps.db.read)).find((one) => one.channelId === channelId)
  const connection = (await deps.listConnections()).find((one) => one.connectionId === connectionId)
  return toChannelView(channel, { connection, waiting, rules: await listRules(deps.db.read, channelId) })
}

async function matrixOf(deps: AlertsDeps): Promise<AlertsView> {
  const { read } = deps.db
  const [channels, rules, waiting, connections] = await Promise.all([
    listChannels(read),
    listRules(read),
    countWaiting(read),
    deps.listConnections(),
  ])
  const used = new Set(channels.map(({ connectionId }) => connectionId))
  const settings = deps.settings()
  return {
    kinds: deps.catalogue.list().map(toKindView),
    channels: channels.map((channel) =>
      toChannelView(channel, {
        connection: connections.find(({ connectionId }) => connectionId === channel.connectionId),
        rules: rules.filter(({ channelId }) => channelId === channel.channelId),
        waiting: waiting.find(({ channelId }) => channelId === channel.channelId),
      }),
    ),
    candidates: connections.filter((one) => one.fills && !used.has(one.connectionId)).map(toCandidateView),
    digestMinutes: settings.digest_minutes,
    digestCount: settings.digest_count,
    quietFrom: settings.quiet_from,
    quietUntil: settings.quiet_until,
    timeZone: deps.timeZone,
  }
}
