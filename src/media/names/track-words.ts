/** What the words between a film's name and a track's extension say. */
export interface TrackWords {
  /** As in BCP 47: `en`, `pt-BR`. */
  language: string | null
  title: string | null
  isDefault: boolean
  isForced: boolean
  isHearingImpaired: boolean
}

const DEFAULT = new Set(['default'])
const FORCED = new Set(['forced', 'foreign'])
const HEARING = new Set(['sdh', 'cc'])
const NAMES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })
const BY_NAME = new Map(
  'en de fr es it pt nl sv no da fi pl cs sk hu ro el tr ru uk he ar hi th ko ja zh vi'
    .split(' ')
    .map((code) => [NAMES.of(code)?.toLowerCase(), code]),
)
const MOST_WORDS = 8

/**
 * Reads the words from the last to the first.
 * @param filmStem without it, reading stops at the first word that is no language and no flag
 */
export function readTrackWords(stem: string, filmStem: string | undefined): TrackWords {
  const isOwn = filmStem !== undefined && stem.toLowerCase().startsWith(filmStem.toLowerCase())
  const rest = isOwn ? stem.slice(filmStem.length) : stem.slice(stem.indexOf('.') + 1 || stem.length)
  const words = rest
    .split(/[.]/u)
    .filter((word) => word !== '')
    .slice(-MOST_WORDS)
    .toReversed()
  const read: TrackWords = { language: null, title: null, isDefault: false, isForced: false, isHearingImpaired: false }
  // "hi" is Hindi when nothing else is a language, else for the hard of hearing.
  const hasLanguage = words.some((word) => word.toLowerCase() !== 'hi' && languageOf(word) !== undefined)
  for (const word of words) {
    if (takeFlag(read, word.toLowerCase(), { hasLanguage })) continue
    const language = read.language === null ? languageOf(word) : undefined
    if (language !== undefined) read.language = language
    else if (isOwn) read.title = read.title === null ? word : `${word}.${read.title}`
    else break
  }
  return read
}

function takeFlag(read: TrackWords, word: string, { hasLanguage }: { hasLanguage: boolean }): boolean {
  if (DEFAULT.has(word)) return (read.isDefault = true)
  if (FORCED.has(word)) return (read.isForced = true)
  if (HEARING.has(word) || (word === 'hi' && hasLanguage)) return (read.isHearingImpaired = true)
  return false
}

function languageOf(word: string): string | undefined {
  const named = BY_NAME.get(word.toLowerCase())
  if (named !== undefined) return named
  if (!/^[a-z]{2,3}(?:[-_][a-z]{2,4})?$/iu.test(word)) return undefined
  const [code] = Intl.getCanonicalLocales(word.replace('_', '-').toLowerCase())
  return code !== undefined && NAMES.of(code) !== undefined ? code : undefined
}
