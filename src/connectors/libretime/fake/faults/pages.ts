import { type Answer, answer, nginxPage } from '../answer.ts'
import type { Fault } from './faults.ts'

const CHALLENGE =
  '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title><meta name="robots" content="noindex,nofollow"></head><body><h1>Checking your browser before you go on</h1><noscript>Enable JavaScript and cookies to continue</noscript></body></html>'

/** What stands in place of the application's answer; undefined when the fault lets the request through. */
export function answerInPlace(fault: Fault): Answer | undefined {
  if (fault.kind === 'too-large') return nginxPage(413)
  if (fault.kind === 'html')
    return answer(fault.status, CHALLENGE, {
      'content-type': fault.labelledJson === true ? 'application/json' : 'text/html; charset=UTF-8',
      server: 'cloudflare',
    })
  if (fault.kind !== 'status') return undefined
  const page = nginxPage(fault.status)
  return fault.retryAfter === undefined
    ? page
    : { ...page, headers: { ...page.headers, 'retry-after': fault.retryAfter } }
}

/** The same shape with other types in it: what a client gets that trusts a field to be a number. */
export function withWrongTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withWrongTypes)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withWrongTypes(each)]))
  if (typeof value === 'number') return { value: String(value) }
  if (typeof value === 'string') return 12_345
  return value === null ? [] : 'maybe'
}
