import { type Answer, html, refused } from './answer.ts'

/** Which requests a fault meets; without anything all of them, for ever. */
export interface Aim {
  /** The path contains this. */
  path?: string
  /** So many requests that it would meet are let through first. */
  skip?: number
  /** So many requests are met, then the fault is over. */
  times?: number
}

export type Fault = Aim &
  (
    | { kind: 'too-many'; retryAfter?: string }
    /** QUIRK(tmdb 3): what stands before it answers in HTML. */
    | { kind: 'html'; status: 500 | 502 | 503 | 504 }
    | { kind: 'maintenance' }
    | { kind: 'slow'; ms: number }
    | { kind: 'hang' }
    | { kind: 'truncated' }
    /** The address of the request stands in what it says, as proxies do. */
    | { kind: 'echo' }
  )

export interface Faults {
  /** These and no others. */
  set(...faults: Fault[]): void
  clear(): void
  /** Those that meet this request; counts it for `skip` and `times`. */
  meet(path: string): Fault[]
}

export function createFaults(): Faults {
  let active: { fault: Fault; met: number }[] = []
  return {
    set: (...faults) => void (active = faults.map((fault) => ({ fault, met: 0 }))),
    clear: () => void (active = []),
    meet(path) {
      const met: Fault[] = []
      for (const each of active) {
        const { path: part = '', skip = 0, times = Infinity } = each.fault
        if (!path.includes(part) || each.met >= skip + times) continue
        each.met += 1
        if (each.met > skip) met.push(each.fault)
      }
      return met
    },
  }
}

/** What comes instead of the application's answer. */
export function answerInPlace(fault: Fault, url: string): Answer | undefined {
  if (fault.kind === 'html') return html(fault.status)
  if (fault.kind === 'maintenance') return refused(503, 9, 'Service offline: This service is temporarily offline.')
  if (fault.kind === 'echo') return refused(400, 5, `Invalid parameters: ${url}`)
  if (fault.kind !== 'too-many') return undefined
  const answer = refused(429, 25, 'Your request count (41) is over the allowed limit of 40.')
  if (fault.retryAfter === undefined) return answer
  return { ...answer, headers: { ...answer.headers, 'retry-after': fault.retryAfter } }
}
