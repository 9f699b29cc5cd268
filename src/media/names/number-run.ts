/** Numbers that follow each other: `E01-E03`, `x02x03`, `01-02-03`, `E05 & E06`, `3 en 4`. */
export interface NumberRun {
  numbers: readonly number[]
  /** Behind the last. */
  to: number
}

const MARKED =
  /[\s._]{0,2}(?:[-–~&+][\s._]{0,2}){0,2}(?:(?:S\d{1,4}[\s._]?)?(?:xE|Ep|E|x)|\d{1,4}x)(\d{1,5})(?!\d)(?=[ex]\d|\P{L}|$)/iuy
const LISTED = /(?:\s(?:en|and|und|et|&|\+)\s|[-~_&+]|[-–~](?=0\d))(\d{1,5})(?:v\d)?(?!\d|\p{L}|\.\d)/iuy
/** Words behind a bare number make it a part of the episode's title, unless they are "of 24". */
const TITLE_FOLLOWS = /\s(?!of\s)[\p{L}]/uy
/** A second try, or a half for what lies between two. */
const VERSION = /(?:v\d|\.5)(?![\p{L}\p{N}])/iuy
const LONGEST_RANGE = 400

/**
 * @param first the digits of the first number
 * @param at the place right behind them
 */
export function readRun(text: string, first: string, at: number): NumberRun {
  const numbers = [Number(first)]
  let [to, isRange] = [at, false]
  for (;;) {
    const next = nextNumber(text, to, { last: numbers.at(-1) ?? 0, digits: first.length })
    if (next === undefined) break
    isRange = /[-–~]/u.test(text.slice(to, next.from))
    numbers.push(next.number)
    to = next.to
  }
  VERSION.lastIndex = to
  const version = VERSION.exec(text)?.[0].length ?? 0
  return {
    numbers: numbers.length === 2 && isRange ? range(numbers[0] ?? 0, numbers[1] ?? 0) : numbers,
    to: to + version,
  }
}

interface Next {
  number: number
  from: number
  to: number
}

function nextNumber(text: string, at: number, before: { last: number; digits: number }): Next | undefined {
  MARKED.lastIndex = at
  const marked = MARKED.exec(text)
  if (marked !== null) return after(marked, before.last)
  LISTED.lastIndex = at
  const listed = LISTED.exec(text)
  if (listed === null) return undefined
  const digits = listed[1] ?? ''
  TITLE_FOLLOWS.lastIndex = at + listed[0].length
  const isTitle = !digits.startsWith('0') && TITLE_FOLLOWS.test(text)
  return digits.length < before.digits || digits.length > before.digits + 1 || isTitle
    ? undefined
    : after(listed, before.last)
}

function after(match: RegExpExecArray, last: number): Next | undefined {
  const number = Number(match[1])
  const to = match.index + match[0].length
  return number > last ? { number, from: to - (match[1] ?? '').length, to } : undefined
}

/** Both ends and all between; a span too long to be one file's is only its ends. */
export function range(from: number, to: number): number[] {
  if (to - from > LONGEST_RANGE) return [from, to]
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
