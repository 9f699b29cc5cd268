import { homedir } from 'node:os'
import { type LiveSecrets, redactKeys } from '../../kernel/redact.ts'

/** What was taken out, and how often. */
export type Removed = Readonly<Record<string, number>>

export interface ScrubOptions {
  /** Values that are secret, whatever they look like. */
  known: LiveSecrets
  /** Mail addresses stay. */
  keepsMail: boolean
  /** Names of people’s home folders stay. */
  keepsHomes: boolean
}

interface Rule {
  what: string
  shape: RegExp
  /** `undefined` leaves the match as it is. */
  put(match: string, ...groups: string[]): string | undefined
}

const GONE = '[removed]'

/** What is secret by its looks, wherever it stands. The order counts: an address goes before the words in it. */
const RULES: readonly Rule[] = [
  { what: 'key', shape: /-----BEGIN [^-]*-----[\s\S]*?(?:-----END [^-]*-----|$)/g, put: () => GONE },
  {
    what: 'user of an address',
    shape: /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'\\]+@/gi,
    put: (_, scheme = '') => `${scheme}${GONE}@`,
  },
  {
    what: 'question of an address',
    shape: /\b([a-z][a-z0-9+.-]*:\/\/[^\s"'?#\\]+)[?#][^\s"'\\]+/gi,
    put: (_, head = '') => `${head}?${GONE}`,
  },
  // Whoever has the address of a hook may call it.
  {
    what: 'address of a hook',
    shape: /\b(https?:\/\/[^\s"'/\\]+)(\/[^\s"'\\]*)/gi,
    put: (_, origin = '', path = '') =>
      /hooks?\b/i.test(`${origin}${path}`) && path.length > 1 ? `${origin}/${GONE}` : undefined,
  },
  {
    what: 'header',
    shape: /\b((?:set-)?cookie|authorization|x-[\w-]*(?:token|key)|api-key)(["']?\s*[:=]\s*["']?)[^\s"'][^\r\n"']*/gi,
    put: (_, name = '', sign = '') => `${name}${sign}${GONE}`,
  },
  {
    what: 'named secret',
    shape:
      /([\w.-]*(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|credential|setup[_ -]?code)s?["']?\s*[:=]\s*["']?)[^\s"',;&)}\]]+/gi,
    put: (_, head = '') => `${head}${GONE}`,
  },
  { what: 'header', shape: /\b(Bearer|Basic) [A-Za-z0-9+/=._~-]{6,}/gi, put: (_, kind = '') => `${kind} ${GONE}` },
  { what: 'token', shape: /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, put: () => GONE },
  { what: 'token', shape: /[A-Za-z0-9_+/=-]{20,}/g, put: (match) => (looksRandom(match) ? GONE : undefined) },
]

const MAIL: Rule = { what: 'mail address', shape: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, put: () => GONE }
const HOMES: Rule = {
  what: 'home folder',
  shape: /((?:\/home\/|\/Users\/|[A-Za-z]:\\+Users\\+))[^/\\\s"':]+/g,
  put: (_, head = '') => `${head}${GONE}`,
}

const kindOfLetter = (letter: string): string =>
  /\d/.test(letter) ? 'digit' : /[a-z]/.test(letter) ? 'small' : /[A-Z]/.test(letter) ? 'large' : 'other'

/** Keys jump between digits, small and large letters far more often than words and dates do. */
export function looksRandom(text: string): boolean {
  const kinds = Array.from(text, kindOfLetter).filter((kind) => kind !== 'other')
  const jumps = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length
  return jumps >= 8 && kinds.includes('digit')
}

export interface Scrubber {
  text(text: string): string
  /** The same value with every text in it scrubbed, and what stands under a name such as `password` left out. */
  value(value: unknown): unknown
  removed(): Removed
}

/** Takes out of texts what must not leave the house. It comes after an allow-list, never in its place. */
export function createScrubber({ known, keepsMail, keepsHomes }: ScrubOptions): Scrubber {
  const rules = [...RULES, ...(keepsMail ? [] : [MAIL]), ...(keepsHomes ? [] : [HOMES])]
  const counts = new Map<string, number>()
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1)
  const home = homedir()
  const scrub = (text: string): string => {
    const rest = known.redactKnown(text)
    if (rest !== text) count('known secret')
    // The home of the account that runs Patchbay may lie anywhere.
    const housed = keepsHomes || home.length < 2 ? rest : rest.replaceAll(home, '~')
    return rules.reduce((so, rule) => applyRule(so, rule, count), housed)
  }
  const value = (given: unknown): unknown => {
    if (typeof given === 'string') return scrub(given)
    if (Array.isArray(given)) return given.map(value)
    if (typeof given !== 'object' || given === null) return given
    return Object.fromEntries(Object.entries(given).map(([key, inner]) => [scrub(key), value(inner)]))
  }
  return { text: scrub, value: (given) => value(redactKeys(given, 20)), removed: () => Object.fromEntries(counts) }
}

function applyRule(text: string, { what, shape, put }: Rule, count: (what: string) => void): string {
  return text.replace(shape, (match: string, ...rest: unknown[]) => {
    const groups = rest.filter((one): one is string => typeof one === 'string')
    const by = put(match, ...groups)
    if (by === undefined || by === match) return match
    count(what)
    return by
  })
}
