import type { z } from 'zod'
import { alertRoutes, type AlertsView } from '../../alerts/contract.ts'
import { connectionRoutes, type ConnectionView } from '../../connections/contract.ts'
import { instant } from '../../kernel/contract.ts'
import { ConflictError } from '../../kernel/errors.ts'
import type { AliasTable, Ask } from '../alias.ts'
import { notificationConfigRoutes, SERVICES, type ServiceView, type TestedView } from './contract.ts'

type Service = (typeof SERVICES)[number]

const { routes } = alertRoutes

const kindOf = (service: Service): string => (service === 'email' ? 'smtp' : service)

interface Known {
  matrix: AlertsView
  connections: readonly ConnectionView[]
}

async function look(ask: Ask): Promise<Known> {
  const matrix = await ask(routes.get, {})
  const { items } = await ask(connectionRoutes.routes.list, {})
  return { matrix, connections: items }
}

/** A player without a channel is told by its group; it is on while a connection of it is. */
function viewOf(service: Service, { matrix, connections }: Known): z.output<typeof ServiceView> {
  const own = connections.filter(({ kind }) => kind === kindOf(service))
  const channels = matrix.channels.filter(({ connectionKind }) => connectionKind === kindOf(service))
  const isChannel = channels.length > 0 || matrix.candidates.some((one) => one.connectionKind === kindOf(service))
  return {
    service,
    enabled: isChannel ? channels.some(({ isEnabled }) => isEnabled) : own.some(({ isEnabled }) => isEnabled),
    config: {
      connectionIds: own.map(({ connectionId }) => connectionId),
      channelIds: channels.map(({ channelId }) => channelId),
      names: own.map(({ name }) => name),
    },
  }
}

async function switchTo(ask: Ask, service: Service, isEnabled: boolean): Promise<void> {
  const { matrix } = await look(ask)
  const channels = matrix.channels.filter(({ connectionKind }) => connectionKind === kindOf(service))
  const candidates = matrix.candidates.filter(({ connectionKind }) => connectionKind === kindOf(service))
  if (isEnabled && channels.length === 0 && candidates.length === 0)
    throw new ConflictError('alerts/no-connection', { params: { service } })
  for (const { channelId } of channels) await ask(routes.changeChannel, { params: { channelId }, body: { isEnabled } })
  if (!isEnabled || channels.length > 0) return
  for (const { connectionId } of candidates) await ask(routes.addChannel, { body: { connectionId } })
}

async function test(ask: Ask, service: Service): Promise<z.output<typeof TestedView>['results']> {
  const { matrix, connections } = await look(ask)
  const channels = matrix.channels.filter(({ connectionKind }) => connectionKind === kindOf(service))
  const own = connections.filter(({ kind }) => kind === kindOf(service))
  if (channels.length === 0 && own.length === 0)
    throw new ConflictError('alerts/no-connection', { params: { service } })
  const results: z.output<typeof TestedView>['results'] = []
  for (const { channelId, name } of channels) {
    const { runId } = await ask(routes.test, { params: { channelId }, body: {} })
    results.push({ name, success: true, runId })
  }
  if (channels.length > 0) return results
  for (const { connectionId, name } of own) {
    const { isWell } = await ask(connectionRoutes.routes.test, { params: { connectionId } })
    results.push({ name, success: isWell, runId: null })
  }
  return results
}

export const notificationConfigAliases: AliasTable<typeof notificationConfigRoutes> = {
  table: notificationConfigRoutes,
  handlers: {
    async list({ ask }) {
      const known = await look(ask)
      return SERVICES.map((service) => viewOf(service, known))
    },
    get: async ({ ask, params: { service } }) => viewOf(service, await look(ask)),
    async set({ ask, params: { service }, body: { enabled } }) {
      await switchTo(ask, service, enabled)
      return viewOf(service, await look(ask))
    },
    async test({ ask, params: { service } }) {
      const results = await test(ask, service)
      return { success: results.every(({ success }) => success), service, results, testedAt: instant(Date.now()) }
    },
  },
  problemMembers: () => ({ success: false }),
}
