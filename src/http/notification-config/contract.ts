import { z } from 'zod'
import { defineRoutes, Instant } from '../../kernel/contract.ts'

export const SERVICES = ['kodi', 'jellyfin', 'plex', 'discord', 'pushover', 'email'] as const

export const ServiceView = z.object({
  service: z.enum(SERVICES),
  enabled: z.boolean(),
  config: z.object({
    connectionIds: z.array(z.number().int()),
    channelIds: z.array(z.number().int()),
    names: z.array(z.string()),
  }),
})

export const TestedView = z.object({
  success: z.boolean(),
  service: z.enum(SERVICES),
  results: z.array(z.object({ name: z.string(), success: z.boolean(), runId: z.number().int().nullable() })),
  testedAt: Instant,
})

const params = z.object({ service: z.enum(SERVICES) })

/** The notification settings of the system that brief 3 describes: six services, each off until it is switched on. */
export const notificationConfigRoutes = defineRoutes('notificationConfig', {
  list: {
    method: 'GET',
    path: '/api/notification-config',
    scope: 'read',
    summary: 'Six services that are told of things, and whether each is on',
    reply: z.array(ServiceView),
  },
  get: {
    method: 'GET',
    path: '/api/notification-config/:service',
    scope: 'read',
    summary: 'One of these services',
    params,
    reply: ServiceView,
  },
  set: {
    method: 'PUT',
    path: '/api/notification-config/:service',
    scope: 'config:write',
    summary: 'Switch a service on or off: its channels, made of its connections where there are none',
    params,
    body: z.object({ enabled: z.boolean() }),
    reply: ServiceView,
  },
  test: {
    method: 'POST',
    path: '/api/notification-config/:service/test',
    scope: 'config:write',
    summary: 'Send a test to each channel of a service; a player is tested by its connection',
    params,
    body: z.looseObject({}).default({}),
    reply: TestedView,
  },
})
