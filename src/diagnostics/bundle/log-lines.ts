import type { LogLine } from '../../live/contract.ts'

/** Fields that hold one of our own words. Any other text of a line may be somebody's name, path or secret. */
const OWN_WORDS = new Set([
  'action',
  'check',
  'code',
  'dialect',
  'errorCode',
  'event',
  'kind',
  'method',
  'outcome',
  'queue',
  'reason',
  'state',
  'step',
])
const WORD = /^[\w./:-]{1,80}$/

/** What of a line of the log may leave the house: its message, numbers, and our own words; of an error its class, code and places. */
export function allowedLine({ at, level, area, message, fields }: LogLine): object {
  const { err, ...others } = fields
  const kept = Object.entries(others).filter(([name, value]) => mayStay(name, value))
  return {
    at,
    level,
    area,
    message,
    ...Object.fromEntries(kept),
    ...(err === undefined ? {} : { error: allowedError(err) }),
  }
}

function mayStay(name: string, value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return true
  return typeof value === 'string' && OWN_WORDS.has(name) && WORD.test(value)
}

/** The message of an error quotes what it is about. */
function allowedError(err: unknown): object {
  const { type, name, code, stack } = (typeof err === 'object' && err !== null ? err : {}) as Record<string, unknown>
  const places = typeof stack === 'string' ? stack.split('\n').flatMap(placeOf) : []
  const word = [type, name].find((one) => typeof one === 'string' && WORD.test(one))
  return { ...(word === undefined ? {} : { type: word }), ...(isWord(code) ? { code } : {}), places }
}

const isWord = (value: unknown): value is string => typeof value === 'string' && WORD.test(value)

/** `at readMarker (file:///opt/patchbay/src/db/marker.ts:20:5)` → `readMarker src/db/marker.ts:20:5` */
function placeOf(line: string): string[] {
  const [, call = '', file = ''] =
    /^\s+at (?:async )?(?:([\w.<>[\] ]{1,80}) \()?(?:file:\/\/)?\S*?((?:src|node_modules|node:)[\w./:@+-]*:\d+:\d+)\)?$/.exec(
      line,
    ) ?? []
  return file === '' ? [] : [`${call} ${file}`.trim()]
}
