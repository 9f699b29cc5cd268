import { instant } from '../kernel/contract.ts'
import { hasWords, say } from '../kernel/words.ts'
import type { EventView, ProgressView } from './contract.ts'
import type { LoggedEvent, Progress } from './model.ts'

export function toEventView(event: LoggedEvent): EventView {
  return {
    seq: event.seq,
    v: event.v,
    at: instant(event.at),
    kind: event.kind,
    text: textOf(event),
    actor: event.actor,
    scope: event.scope ?? null,
    subject: event.subject,
    runId: event.runId ?? null,
    jobId: event.jobId ?? null,
    data: { ...event.data },
  }
}

/** The words of a kind; a kind of an older version may have none any more. */
function textOf({ kind, data = {} }: LoggedEvent): string {
  const key = `event.${kind}`
  if (!hasWords(key)) return kind
  const plain = Object.entries(data).filter(([, value]) => value === null || typeof value !== 'object')
  const job = `job.kind.${String(data['kind'])}`
  const what = hasWords(job) ? say(job) : String(data['kind'])
  return say(key, { ...(Object.fromEntries(plain) as Record<string, string | number | boolean | null>), what })
}

export function toProgressView(progress: Progress): ProgressView {
  return { ...progress, at: instant(progress.at) }
}
