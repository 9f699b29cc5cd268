import type { Episode, Show } from '../../../programme/index.ts'
import { clockAt } from '../../../../kernel/time.ts'
import { InvalidInputError } from '../../../../kernel/errors.ts'

/** What a file's name says of its episode, in folded form. */
export type Captured = Partial<Record<Placeholder, string>>

const PLACEHOLDERS = ['id', 'title', 'show', 'number', 'date', 'time', 'any'] as const
type Placeholder = (typeof PLACEHOLDERS)[number]

const FORM: Readonly<Record<Placeholder, string>> = {
  id: '[A-Za-z0-9-]+',
  title: '.+?',
  show: '.+?',
  number: '\\d{1,6}',
  date: '\\d{4}-?\\d{2}-?\\d{2}',
  time: '\\d{2}[-h:._]?\\d{2}(?:[-m:._]?\\d{2})?',
  any: '.*?',
}

export interface NamePattern {
  text: string
  /** Undefined when the name (without its ending) does not fit. */
  read(stem: string): Captured | undefined
}

const LONGEST_STEM = 255

/**
 * `{show}-{number}`, `{date}_{time}`: what stands between the braces is read, all else must stand there.
 * @throws InvalidInputError `radio/bad-pattern`
 */
export function parsePattern(text: string): NamePattern {
  const parts = text.split(/(\{[^{}]*\})/)
  const names: Placeholder[] = []
  const source = parts
    .map((part) => {
      if (!part.startsWith('{')) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      const name = PLACEHOLDERS.find((one) => `{${one}}` === part)
      if (name === undefined || (name !== 'any' && names.includes(name))) throw bad(text, part)
      names.push(name)
      return name === 'any' ? FORM.any : `(?<${name}>${FORM[name]})`
    })
    .join('')
  // Two that take anything, one after the other, are no sentence with one meaning, and cost time without end.
  if (/\{(title|show|any)\}\{(title|show|any)\}/.test(text)) throw bad(text, text)
  if (!names.some((name) => name !== 'any')) throw bad(text, text)
  const form = new RegExp(`^${source}$`, 'iu')
  return {
    text,
    read(stem) {
      const groups = stem.length > LONGEST_STEM ? undefined : form.exec(stem)?.groups
      return groups === undefined ? undefined : { ...groups }
    },
  }
}

const bad = (pattern: string, part: string) =>
  new InvalidInputError('radio/bad-pattern', {
    status: 422,
    params: { pattern, part, words: PLACEHOLDERS.map((name) => `{${name}}`).join(' ') },
    fields: [{ pointer: '/pattern', code: 'radio/bad-pattern', params: { pattern, part } }],
  })

/** Letters and digits alone, without case and accents: `Été à Paris` and `ete-a-paris` are the same. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')

/** How far from its planned hour a recording may begin. */
const BEGINS_WITHIN_MIN = 30

/** Whether an episode is what the name says. */
export function isMeant(
  captured: Captured,
  episode: Episode,
  { shows, timeZone }: { shows: ReadonlyMap<string, Show>; timeZone: string },
): boolean {
  const { id, title, show, number, date, time } = captured
  if (id !== undefined && id !== episode.episodeId) return false
  if (title !== undefined && fold(title) !== fold(episode.title)) return false
  if (show !== undefined && fold(show) !== fold(showTitle(episode, shows))) return false
  if (number !== undefined && !numbersIn(episode.title).includes(Number(number))) return false
  if (date === undefined && time === undefined) return true
  return episode.scheduledAt !== null && isAt(clockAt(episode.scheduledAt, timeZone).local, { date, time })
}

const showTitle = ({ showId }: Episode, shows: ReadonlyMap<string, Show>): string =>
  showId === null ? '' : (shows.get(showId)?.title ?? '')

const numbersIn = (title: string): number[] => (title.match(/\d+/g) ?? []).map(Number)
const digits = (text: string): string => text.replace(/\D/g, '')

/** A recording that begins before midnight belongs to the day on which it was planned. */
function isAt(local: string, { date, time }: { date: string | undefined; time: string | undefined }): boolean {
  if (date !== undefined && time === undefined) return digits(date) === digits(local.slice(0, 10))
  if (time === undefined) return true
  const minute = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(2, 4))
  const off = minute(digits(time)) - minute(digits(local.slice(11, 16)))
  if (date === undefined) return Math.min(Math.abs(off), 1440 - Math.abs(off)) <= BEGINS_WITHIN_MIN
  const day = (text: string): number =>
    Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6, 8))) / 86_400_000
  return Math.abs((day(digits(date)) - day(digits(local.slice(0, 10)))) * 1440 + off) <= BEGINS_WITHIN_MIN
}
