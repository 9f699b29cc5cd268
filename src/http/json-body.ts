import { InvalidInputError } from '../kernel/errors.ts'

/** JSON.parse takes any depth, but what reads the result recursively does not. */
const DEEPEST = 64
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])
/** JSON.parse refuses control characters in it later. */
const STRING = /"(?:[^"\\]|\\.)*"/y

/**
 * Parses a body that a stranger sent.
 * @throws InvalidInputError for text that is not JSON or not UTF-8, more than 64 levels, a key that stands twice in one
 * object or that JavaScript gives a meaning of its own, half a surrogate pair, and the character NUL
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  const text = decode(bytes)
  assertHarmless(text)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InvalidInputError('request/bad-json', { cause })
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch (cause) {
    throw new InvalidInputError('request/not-utf8', { cause })
  }
}

/** One pass over the text, before anything is built from it. */
function assertHarmless(text: string): void {
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : null)
      if (open.length > DEEPEST) throw new InvalidInputError('request/json-too-deep', { params: { most: DEEPEST } })
    } else if (character === '}' || character === ']') open.pop()
    else if (character === '"') at = checkString(text, at, open.at(-1) ?? null)
  }
}

/** @returns where the string's last quote stands */
function checkString(text: string, at: number, keys: Set<string> | null): number {
  STRING.lastIndex = at
  const raw = STRING.exec(text)?.[0]
  if (raw === undefined) throw new InvalidInputError('request/bad-json')
  const value = raw.includes('\\') ? unescape(raw) : raw.slice(1, -1)
  if (value.includes('\u0000') || !value.isWellFormed()) throw new InvalidInputError('request/bad-text')
  const end = at + raw.length
  if (keys !== null && /^\s*:/.test(text.slice(end, end + 100))) assertNewKey(value, keys)
  return end - 1
}

function unescape(raw: string): string {
  try {
    return JSON.parse(raw) as string
  } catch (cause) {
    throw new InvalidInputError('request/bad-json', { cause })
  }
}

function assertNewKey(key: string, keys: Set<string>): void {
  if (FORBIDDEN_KEYS.has(key)) throw new InvalidInputError('request/forbidden-key', { params: { key } })
  if (keys.has(key)) throw new InvalidInputError('request/key-twice', { params: { key: key.slice(0, 100) } })
  keys.add(key)
}
