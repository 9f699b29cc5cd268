import type { Audit } from '../access/index.ts'
import { NotFoundError } from '../kernel/errors.ts'
import type { HookCall, Source } from './model.ts'
import type { ReceiveDeps } from './receive-call.ts'
import { getSource } from './sources.ts'
import { findCall, saveReplay } from './store.ts'
import { tellFailures } from './tell-failures.ts'
import { bodyOf, startRun, understand, type Understood } from './translate-call.ts'

export type ReplayDeps = ReceiveDeps & { audit: Audit }

export async function getCall({ db }: Pick<ReceiveDeps, 'db'>, callId: number): Promise<HookCall & { body: string }> {
  const found = await findCall(db.read, callId)
  if (found === undefined) throw new NotFoundError('webhooks/no-such-call', { params: { callId } })
  return found
}

/** What a stored call would come to now. */
export async function tryCall(deps: ReplayDeps, callId: number): Promise<Understood & { source: Source }> {
  const call = await getCall(deps, callId)
  const source = await getSource(deps.db.read, call.sourceId)
  return { ...(await understand(deps, deps.db.read, { source, body: bodyOf(call.body) })), source }
}

/**
 * Follows a stored call as if it came now; that it is known already does not stop it, because a person asks for it. Its
 * jobs stand for those that are under way, as always.
 */
export function replayCall(deps: ReplayDeps) {
  return async (callId: number, by: { actor: string; address?: string }): Promise<HookCall> => {
    const { source, result, jobs, tells } = await tryCall(deps, callId)
    return deps.db.tx(async (tx) => {
      const { actor, address } = by
      const subject = `webhook-source:${source.sourceId}`
      await deps.audit.append(tx, {
        actor,
        action: 'webhooks.call.replayed',
        subject,
        details: { callId, name: source.name, event: result.event, outcome: result.outcome },
        ...(address === undefined ? {} : { address }),
      })
      const isAccepted = result.outcome === 'accepted'
      const saved = await saveReplay(tx, callId, { ...result, runId: null, now: deps.clock.now() })
      if (saved === undefined) throw new NotFoundError('webhooks/no-such-call', { params: { callId } })
      const runId = isAccepted ? await startRun(deps, tx, { callId, source, label: result.label, jobs, actor }) : null
      await tellFailures({ tx, attention: deps.attention }, source)
      const data = { name: source.name, event: result.event ?? '', outcome: result.outcome }
      const told = tells.map((event) => ({ ...event, actor }))
      await deps.events.appendAll(tx, [{ kind: 'webhooks.call.replayed', actor, subject, data }, ...told])
      return { ...saved, runId }
    })
  }
}
