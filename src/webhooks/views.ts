import { instant, instantOrNull, type Said } from '../kernel/contract.ts'
import { hasWords, say, sayCode } from '../kernel/words.ts'
import type { CallDetail, CallView, DryRun, KindView, SourceView } from './contract.ts'
import type { HookCall, Outcome, Reason, Refusal, Source } from './model.ts'
import type { SealedSecret } from './store.ts'
import type { Understood } from './translate-call.ts'
import type { Translator } from './translator.ts'

export interface Refused {
  at: number
  code: Refusal
}

export const titleOf = (kind: string): string => (hasWords(`webhook.kind.${kind}`) ? say(`webhook.kind.${kind}`) : kind)

const jobTitle = (kind: string): string => (hasWords(`job.kind.${kind}`) ? say(`job.kind.${kind}`) : kind)

export const toKindView = ({ kind, connectionKind }: Translator): KindView => ({
  kind,
  title: titleOf(kind),
  connectionKind,
})

const textOf = (outcome: Outcome): string => say(`webhook.outcome.${outcome}`)

/** Why nothing came of it, or what failed. */
function sayBecause(outcome: Outcome, reason: Reason | null): Said | null {
  if (reason === null) return null
  if (outcome === 'failed') return { ...sayCode(reason.code, reason.params), params: { ...reason.params } }
  const text = say(`webhook.why.${reason.code}`, reason.params)
  return { code: reason.code, params: { ...reason.params }, text }
}

/** @param presentNumber of the secret that is in force */
export function toCallView(call: HookCall, presentNumber: number): CallView {
  return {
    callId: call.callId,
    sourceId: call.sourceId,
    receivedAt: instant(call.receivedAt),
    event: call.event,
    label: call.label,
    outcome: call.outcome,
    text: textOf(call.outcome),
    because: sayBecause(call.outcome, call.reason),
    runId: call.runId,
    duplicateOf: call.duplicateOf,
    method: call.method,
    address: call.address,
    userAgent: call.userAgent,
    bodyBytes: call.bodyBytes,
    isFormerSecret: call.secretNumber < presentNumber,
    replays: call.replays,
    replayedAt: instantOrNull(call.replayedAt),
  }
}

export const toCallDetail = (call: HookCall & { body: string }, presentNumber: number): CallDetail => ({
  ...toCallView(call, presentNumber),
  body: call.body,
})

export function toDryRun({ result, jobs }: Understood): DryRun {
  return {
    outcome: result.outcome,
    text: textOf(result.outcome),
    event: result.event,
    label: result.label,
    because: sayBecause(result.outcome, result.reason),
    jobs: jobs.map(({ contract, payload, label }) => ({
      kind: contract.kind,
      title: jobTitle(contract.kind),
      label,
      payload,
    })),
  }
}

export interface Around {
  /** The present one first. */
  secrets: readonly SealedSecret[]
  /** Whether the vault could open the present one. */
  isReadable: boolean
  lastCall: HookCall | undefined
  lastRefusal: Refused | undefined
}

export function toSourceView(source: Source, { secrets, isReadable, lastCall, lastRefusal }: Around): SourceView {
  const present = secrets[0]
  return {
    sourceId: source.sourceId,
    name: source.name,
    key: source.key,
    kind: source.kind,
    title: titleOf(source.kind),
    connectionId: source.connectionId,
    isEnabled: source.isEnabled,
    state: stateOf(source, { secrets, isReadable, lastCall }),
    verifiedAt: instantOrNull(present?.usedAt ?? null),
    secrets: secrets.map(({ hint, createdAt, endsAt, usedAt }) => ({
      hint,
      createdAt: instant(createdAt),
      endsAt: instantOrNull(endsAt),
      usedAt: instantOrNull(usedAt),
    })),
    lastCall: lastCall === undefined ? null : toCallView(lastCall, present?.number ?? 0),
    lastRefusal:
      lastRefusal === undefined
        ? null
        : { at: instant(lastRefusal.at), code: lastRefusal.code, text: say(`webhook.refusal.${lastRefusal.code}`) },
    createdAt: instant(source.createdAt),
    changedAt: instant(source.changedAt),
    etag: String(source.version),
  }
}

function stateOf(
  { isEnabled }: Source,
  { secrets, isReadable, lastCall }: Omit<Around, 'lastRefusal'>,
): SourceView['state'] {
  const present = secrets[0]
  if (!isEnabled) return 'off'
  if (!isReadable) return 'unreadable'
  if (present?.usedAt != null) return 'verified'
  return lastCall === undefined && secrets.length < 2 ? 'new' : 'former-secret'
}
