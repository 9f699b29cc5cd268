import { z } from 'zod'
import { defineRoutes, Said } from '../../../kernel/contract.ts'
import { rowId } from '../../../kernel/ids.ts'

const ConnectionId = rowId('connection')
const params = z.object({ connectionId: ConnectionId })
const DeviceText = z.string().trim().min(1).max(100)

export const LocalView = z.object({
  file: z.string(),
  address: z.string().nullable(),
  hasKey: z.boolean(),
  folders: z.array(z.object({ folderId: z.string(), label: z.string(), path: z.string() })),
  problem: Said.nullable(),
})
export type LocalView = z.output<typeof LocalView>

export const ServiceView = z.object({
  connectionId: z.number().int(),
  version: z.string(),
  deviceId: z.string().describe('Its own: what the peer must be told'),
  reachedAt: z.string(),
  screen: z.object({
    address: z.string().describe('As configured'),
    used: z.string().describe('Where it really listens'),
    isOverridden: z.boolean(),
    isLocked: z.boolean().describe('Whether it asks for a password'),
    hasTls: z.boolean(),
  }),
  listeners: z.object({
    configured: z.array(z.string()),
    bound: z.array(z.object({ address: z.string(), problem: z.string().nullable() })),
  }),
  exposes: z.array(Said).describe('What other machines can reach'),
  devices: z.array(
    z.object({ deviceId: z.string(), name: z.string(), isPaused: z.boolean(), isConnected: z.boolean() }),
  ),
  folders: z.array(
    z.object({
      folderId: z.string(),
      label: z.string(),
      path: z.string(),
      isPaused: z.boolean(),
      deviceIds: z.array(z.string()),
    }),
  ),
  asking: z.array(z.object({ deviceId: z.string(), name: z.string(), address: z.string() })),
  offered: z.array(z.object({ folderId: z.string(), label: z.string(), deviceId: z.string() })),
  batchFolder: z.string().describe('The folder whose files are delivered'),
})
export type ServiceView = z.output<typeof ServiceView>

export const PlanMade = z.object({
  planId: z.number().int().nullable().describe('Null when all is so already'),
  exposes: z.array(Said).describe('What other machines can reach once it is applied'),
})
export type PlanMade = z.output<typeof PlanMade>

export const syncSetUpRoutes = defineRoutes('archive.syncSetUp', {
  findLocal: {
    method: 'POST',
    path: '/api/v1/syncthing/find',
    scope: 'secrets:write',
    summary: 'Look for a Syncthing on this machine: reads its configuration file where that usually lies',
    body: z.object({ mayRead: z.literal(true).describe('That its configuration file may be read') }),
    reply: z.object({ items: z.array(LocalView) }),
  },
  connectLocal: {
    method: 'POST',
    path: '/api/v1/syncthing/connect',
    scope: 'secrets:write',
    summary: 'Connect a Syncthing that was found; its key is taken into the vault and never shown',
    body: z.object({
      file: z.string().min(1).max(1000).describe('One of those that were found'),
      name: z.string().trim().min(1).max(80).default('Syncthing'),
      mayRead: z.literal(true).describe('That its API key may be read'),
    }),
    reply: z.object({ connectionId: z.number().int() }),
    status: 201,
  },
  list: {
    method: 'GET',
    path: '/api/v1/syncthing',
    scope: 'read',
    summary: 'Connections that can be set up from here',
    reply: z.object({
      items: z.array(z.object({ connectionId: z.number().int(), name: z.string(), state: z.string() })),
    }),
  },
  get: {
    method: 'GET',
    path: '/api/v1/syncthing/:connectionId',
    scope: 'read',
    summary: 'Its listeners, devices, folders, and who asks to be let in',
    params,
    reply: ServiceView,
  },
  planSharing: {
    method: 'POST',
    path: '/api/v1/syncthing/:connectionId/share',
    scope: 'secrets:write',
    summary: 'Make a plan that shares the folder of the batches with a device, and have the connection be about both',
    params,
    body: z.object({
      deviceId: DeviceText.describe('Of the peer'),
      name: z.string().trim().max(80).default('').describe('Of the peer, for people'),
      addresses: z.array(z.string().trim().min(1).max(300)).max(10).default(['dynamic']),
      folderId: z.string().trim().min(1).max(500).default('patchbay-batches'),
      label: z.string().trim().min(1).max(100).default('Patchbay batches'),
    }),
    reply: PlanMade,
    status: 201,
  },
  planListeners: {
    method: 'POST',
    path: '/api/v1/syncthing/:connectionId/listeners',
    scope: 'config:write',
    summary: 'Make a plan that changes where its screen and its exchange of files listen; it says what that exposes',
    params,
    body: z.object({
      screen: z
        .object({ address: z.string().trim().min(1).max(300), hasTls: z.boolean() })
        .optional()
        .describe('Beyond the loopback it needs a password and TLS'),
      listeners: z.array(z.string().trim().min(1).max(300)).min(1).max(20).optional(),
    }),
    reply: PlanMade,
    status: 201,
  },
})
