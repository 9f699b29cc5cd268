const MASK = '[redacted]'
/** A shorter value would also be found inside ordinary words. */
const SHORTEST_SECRET = 6
const DEEPEST = 8

const SECRET_KEY =
  /^(pass(word|wd|phrase)?|pwd|secret|token|ticket|api[-_]?key|x-api-key|authorization|cookie|set-cookie|private[-_]?key|setup[-_]?code|credential)s?$|(password|passphrase|secret|token|apikey|api_key)$/i

/** Shapes that are secret wherever they stand: credentials in addresses, headers, our own keys. */
const SHAPES: readonly [RegExp, string][] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]*:)[^\s/@"]+@/gi, `$1${MASK}@`],
  [/([?&](?:api_?key|key|token|access_token|ticket|password|secret)=)[^&\s"\\]+/gi, `$1${MASK}`],
  [/\b(Bearer|Basic) [A-Za-z0-9+/=._~-]{6,}/gi, `$1 ${MASK}`],
  [/\b(patchbay(?:-cli)?_[A-Za-z0-9]{8}_)[A-Za-z0-9]{20,}/g, `$1${MASK}`],
]

/** Values that must not appear in any text that leaves the process. */
export interface LiveSecrets {
  /** @returns the call that forgets the value again */
  add(value: string): () => void
  /** The text without the values, in any of the forms in which they travel, and without what looks like a credential. */
  redact(text: string): string
  /** The text without the values alone. */
  redactKnown(text: string): string
}

function formsOf(value: string): string[] {
  const base64 = Buffer.from(value).toString('base64')
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(value).toString('base64url'),
  ]
}

export function createLiveSecrets(): LiveSecrets {
  const counts = new Map<string, number>()
  let pattern: RegExp | undefined
  const rebuild = (): void => {
    const forms = [...new Set([...counts.keys()].flatMap(formsOf))].toSorted((a, b) => b.length - a.length)
    pattern =
      forms.length === 0
        ? undefined
        : new RegExp(forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g')
  }
  const known = (text: string): string => (pattern === undefined ? text : text.replace(pattern, MASK))
  return {
    add(value) {
      if (value.length < SHORTEST_SECRET) return () => {}
      counts.set(value, (counts.get(value) ?? 0) + 1)
      rebuild()
      let isKept = true
      return () => {
        if (!isKept) return
        isKept = false
        const left = (counts.get(value) ?? 1) - 1
        if (left > 0) counts.set(value, left)
        else counts.delete(value)
        rebuild()
      }
    },
    redact: (text) => SHAPES.reduce((rest, [shape, mask]) => rest.replace(shape, mask), known(text)),
    redactKnown: known,
  }
}

/** The same value with everything under a name such as `password` or `apiKey` masked. @param levels what lies deeper is left out */
export function redactKeys(value: unknown, levels = DEEPEST): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error) return value
  if (levels <= 0) return '[deeper]'
  if (Array.isArray(value)) return value.map((item) => redactKeys(item, levels - 1))
  if ('toJSON' in value) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET_KEY.test(key) && inner !== null && inner !== undefined ? MASK : redactKeys(inner, levels - 1),
    ]),
  )
}
