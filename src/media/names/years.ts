import { claim, openText, type Sheet } from './sheet.ts'

/** Bracketed first: `(2009)` is the year of a film named 2012. */
const BRACKETED = /[([{【]\s?((?:18[89]|19\d|20\d)\d)(?=\s?[)\]}】,])\s?[)\]}】]?/gu
const BARE = /(?<![\p{L}\p{N}])((?:18[89]|19\d|20\d)\d)(?![\p{L}\p{N}])/gu
/** Films are announced ahead. */
const YEARS_AHEAD = 3

interface Found {
  from: number
  to: number
  year: number
}

/** Finds the year of a film or series and takes it: the last in brackets, else the last before the tags begin. */
export function takeYear(sheet: Sheet, { today, isLikely }: { today: string; isLikely: boolean }): number | undefined {
  const open = openText(sheet)
  const latest = Number(today.slice(0, 4)) + YEARS_AHEAD
  const all = (pattern: RegExp): Found[] =>
    [...open.matchAll(pattern)]
      .map((match) => ({ from: match.index, to: match.index + match[0].length, year: Number(match[1]) }))
      .filter((one) => one.year <= latest && isFree(sheet, one))
  const bracketed = all(BRACKETED).at(-1)
  if (bracketed !== undefined) return take(sheet, bracketed, { rule: 'year.bracketed', isLikely })
  const begin = open.search(/[\p{L}\p{N}]/u)
  const tags = sheet.claims.find((one) => one.isLikely !== true && one.from > begin)?.from ?? open.length
  const bare = all(BARE).filter(({ from }) => from > begin)
  const chosen = bare.findLast(({ from }) => from < tags) ?? bare[0]
  return chosen === undefined ? undefined : take(sheet, chosen, { rule: 'year.bare', isLikely })
}

function take(sheet: Sheet, { from, to, year }: Found, how: { rule: string; isLikely: boolean }): number | undefined {
  return claim(sheet, { from, to, as: 'year', ...how }) ? year : undefined
}

function isFree({ claims }: Sheet, { from, to }: Found): boolean {
  return claims.every((one) => one.to <= from || one.from >= to)
}
