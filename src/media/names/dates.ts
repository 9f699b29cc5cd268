import type { Rule } from './model.ts'
import { claim, type Claim, claimText, openText, type Sheet } from './sheet.ts'

interface DateRule extends Rule {
  /** Year, month and day by the groups of the pattern; several when the order can't be told, the likelier first. */
  read: (found: readonly string[]) => readonly (readonly [year: number, month: number, day: number])[]
}

const EDGE = String.raw`(?<![\p{N}\p{L}])`
const END = String.raw`(?!\p{N})(?!\p{L})`
const FIRST_YEAR = 1900

const inOrder = ([y, m, d]: readonly string[]): readonly (readonly [number, number, number])[] => [
  [Number(y), Number(m), Number(d)],
  [Number(y), Number(d), Number(m)],
]

export const DATES: readonly DateRule[] = [
  {
    id: 'date.year-first',
    pattern: new RegExp(String.raw`${EDGE}((?:18|19|20)\d\d)([-._ ])(\d\d)\2(\d\d)${END}`, 'gu'),
    read: ([y = '', , m = '', d = '']) => inOrder([y, m, d]),
    why: 'year, month, day; day before month when it can’t be else',
  },
  {
    id: 'date.year-last',
    pattern: new RegExp(String.raw`${EDGE}(\d\d)([-._ ])(\d\d)\2((?:18|19|20)\d\d)${END}`, 'gu'),
    read: ([first = '', , second = '', y = '']) => inOrder([y, first, second]),
    why: 'month, day, year, as broadcasts of the USA are named; day before month when it can’t be else',
  },
  {
    id: 'date.eight-digits',
    pattern: new RegExp(String.raw`${EDGE}((?:19|20)\d\d)(\d\d)(\d\d)${END}`, 'gu'),
    read: ([y, m, d]) => [[Number(y), Number(m), Number(d)]],
    why: 'year, month and day without signs between',
  },
  {
    id: 'date.six-digits',
    pattern: new RegExp(String.raw`${EDGE}(\d\d)(\d\d)(\d\d)${END}`, 'gu'),
    read: ([y, m, d]) =>
      Number(d) === Number(m) + 1 && y?.startsWith('0') ? [] : [[2000 + Number(y), Number(m), Number(d)]],
    why: 'two digits each, as Korean broadcasts are named; 010910 is season 1, episodes 9 and 10',
  },
]

/** Takes what looks like a date. What can't be one (a day to come, 1899, a month 13) is taken as `no-date`. */
export function takeDates(sheet: Sheet, { today, isLikely }: { today: string; isLikely: boolean }): void {
  const open = openText(sheet)
  for (const { id, pattern, read } of DATES)
    for (const match of open.matchAll(pattern)) {
      const days = read(match.slice(1))
      if (days.length === 0) continue
      const isDate = days.some((day) => toDay(day, today) !== undefined)
      if (!isDate && id === 'date.six-digits') continue
      claim(sheet, {
        from: match.index,
        to: match.index + match[0].length,
        as: isDate ? 'date' : 'no-date',
        rule: id,
        isLikely,
      })
    }
}

/** The day that a claimed date says: `YYYY-MM-DD`. */
export function dayOf(sheet: Sheet, date: Claim, today: string): string | undefined {
  const rule = DATES.find(({ id }) => id === date.rule)
  const text = claimText(sheet, date)
  for (const match of text.matchAll(rule?.pattern ?? /$/gu))
    for (const day of rule?.read(match.slice(1)) ?? []) {
      const found = toDay(day, today)
      if (found !== undefined) return found
    }
  return undefined
}

function toDay([year, month, day]: readonly [number, number, number], today: string): string | undefined {
  if (year < FIRST_YEAR || month < 1 || month > 12 || day < 1) return undefined
  const at = new Date(Date.UTC(year, month - 1, day))
  const iso = at.toISOString().slice(0, 10)
  // Where the show is on air it may be tomorrow already.
  const latest = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10)
  return at.getUTCDate() === day && iso <= latest ? iso : undefined
}
