import type { BoundRoute } from '../kernel/routes.ts'
import { Taken } from '../webhooks/contract.ts'
import { bindAliases } from './alias.ts'
import { libretimeSyncAliases } from './libretime-sync/aliases.ts'
import { logPublishAliases } from './log-publish/aliases.ts'
import { notificationConfigAliases } from './notification-config/aliases.ts'
import { pipelineAliases } from './pipeline/aliases.ts'
import { playbackAliases } from './playback/aliases.ts'
import { scheduleAliases } from './schedule/aliases.ts'
import { voiceAliases } from './voice/aliases.ts'
import type { ServedRoute } from './served-route.ts'

/** Every path of another program that we answer to, on top of the rooms' own routes. */
export function aliasRoutes(rooms: readonly BoundRoute[]): ServedRoute[] {
  return [
    ...bindAliases(pipelineAliases, rooms),
    ...bindAliases(scheduleAliases, rooms),
    ...bindAliases(playbackAliases, rooms),
    ...bindAliases(libretimeSyncAliases, rooms),
    ...bindAliases(logPublishAliases, rooms),
    ...bindAliases(voiceAliases, rooms),
    ...bindAliases(notificationConfigAliases, rooms),
    ...hookAliases(rooms),
  ]
}

/** `/webhooks/<source>`, with the reply that brief 3 names. */
function hookAliases(rooms: readonly BoundRoute[]): ServedRoute[] {
  const reply = Taken.pick({ status: true, eventId: true })
  return rooms
    .filter(({ spec }) => spec.path === '/hooks/:source')
    .map((route) => ({
      ...route,
      operationId: `${route.operationId}Alias`,
      spec: { ...route.spec, path: '/webhooks/:source', reply },
    }))
}
