import type { Actor } from '../../kernel/routes.ts'
import type { Editor } from './deps.ts'

/** Whoever calls a route of the logs. */
export interface Caller {
  actor: Actor
  request: { address: string; ifMatch: string | undefined }
  signal: AbortSignal
}

export const editorOf = ({ actor, request }: Caller): Editor => ({
  actor: actor.id,
  name: actor.name,
  address: request.address,
})
