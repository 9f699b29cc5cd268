import { InvalidInputError } from '../../kernel/errors.ts'

/** The parts of a local date that a pattern may name. Month, day, hour and minute are absent when the date is vaguer. */
export interface PatternDate {
  year: number
  month: number
  day: number
  hour?: number
  minute?: number
}

type Part = keyof PatternDate

const TOKEN = /\{(\w+)(?::0(\d)d)?\}/g
const PARTS: readonly string[] = ['year', 'month', 'day', 'hour', 'minute']
// The names that sync tools and Windows refuse can't come from digits; only the literal text has to be looked at.
const UNSAFE = /[\p{Cc}<>:"\\|?*]/u

/** A folder tree by date, such as `{year}/{month:02d}/{day:02d}`. */
export interface FolderPattern {
  readonly text: string
  /** Folders without a leading or trailing slash. */
  render(date: PatternDate): string
}

/**
 * Reads a pattern; `{month:02d}` pads with zeros to two digits.
 * @throws InvalidInputError naming what is wrong with it
 */
export function parseFolderPattern(text: string): FolderPattern {
  const refuse = (code: string, params: Record<string, string> = {}): never => {
    throw new InvalidInputError(`archive/${code}`, { status: 422, params: { pattern: text, ...params } })
  }
  const literal = text.replaceAll(TOKEN, (_match, name: string) =>
    PARTS.includes(name) ? '0' : refuse('pattern-unknown-part', { part: name }),
  )
  if (/[{}]/.test(literal)) refuse('pattern-unbalanced')
  if (UNSAFE.test(literal)) refuse('pattern-unsafe-character')
  const segments = literal.split('/')
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..' || /[. ]$/.test(segment))) {
    refuse('pattern-bad-folder')
  }
  return {
    text,
    render: (date) =>
      text.replaceAll(TOKEN, (_match, name: string, width: string | undefined) =>
        String(date[name as Part] ?? 0).padStart(width === undefined ? 1 : Number(width), '0'),
      ),
  }
}

/** The parts of `2021-07-02T00:30:00` or a shorter form. */
export function patternDateOf(local: string): PatternDate {
  const [, year, month, day, hour, minute] = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?/.exec(local) ?? []
  if (year === undefined) throw new InvalidInputError('archive/not-a-local-date', { status: 422, params: { local } })
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    ...(hour === undefined ? {} : { hour: Number(hour), minute: Number(minute) }),
  }
}
