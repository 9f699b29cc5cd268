import picomatch from 'picomatch'
import { InvalidInputError } from '../../kernel/errors.ts'

/** @param relPath below the root of the library; text */
export type IsIgnored = (name: string, relPath: string) => boolean

const IS_PATTERN = /[*?[\]{}!]/

/**
 * Names without signs of a pattern are exact but for their case; a pattern without a slash is of a name, one with a slash of
 * the path.
 * @throws InvalidInputError
 */
export function compileIgnore(patterns: readonly string[]): IsIgnored {
  const exact = new Set(patterns.filter((pattern) => !IS_PATTERN.test(pattern) && !pattern.includes('/')).map(fold))
  const globs = patterns.filter((pattern) => IS_PATTERN.test(pattern) || pattern.includes('/'))
  const names = globs.filter((pattern) => !pattern.includes('/')).map(compile)
  const paths = globs
    .filter((pattern) => pattern.includes('/'))
    .map((pattern) => compile(pattern.replace(/^\/|\/$/g, '')))
  return (name, relPath) => exact.has(fold(name)) || names.some((is) => is(name)) || paths.some((is) => is(relPath))
}

const fold = (text: string): string => text.normalize('NFC').toLowerCase()

function compile(pattern: string): (text: string) => boolean {
  try {
    return picomatch(pattern, { nocase: true, dot: true, noextglob: true, strictBrackets: true })
  } catch (cause) {
    throw new InvalidInputError('library/bad-pattern', {
      status: 422,
      params: { pattern },
      fields: [{ pointer: '/settings/ignore', code: 'library/bad-pattern', params: { pattern } }],
      cause,
    })
  }
}
