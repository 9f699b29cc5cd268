import type { Db } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import type { BoundRoute } from '../kernel/routes.ts'
import type { EventLog } from '../live/event-log.ts'
import { type Attention, createAttention } from './attention.ts'
import { attentionRoutesOf } from './routes.ts'

export function setUpAttention(deps: { db: Db; clock: Clock; events: EventLog }): {
  attention: Attention
  routes: BoundRoute[]
} {
  return { attention: createAttention(deps), routes: attentionRoutesOf(deps) }
}
