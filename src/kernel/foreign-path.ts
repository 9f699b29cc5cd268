// Paths as other machines write them: POSIX, Windows drives, UNC shares and addresses such as smb://nas/films.

export interface ForeignPath {
  /** `/`, `C:`, `\\`, `smb://`; empty for a path that begins nowhere. */
  start: string
  /** Its names, without empty ones and `.`. */
  names: readonly string[]
  separator: '/' | '\\'
}

const DRIVE = /^[A-Za-z]:(?=[\\/]|$)/
const SHARE = /^[\\/]{2}(?=[^\\/])/
const ADDRESS = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//

/** Reads both separators on Windows only: elsewhere a backslash may stand in a name. */
export function splitForeign(path: string): ForeignPath {
  const drive = DRIVE.exec(path)?.[0]
  if (drive !== undefined)
    return { start: drive, names: namesIn(path.slice(drive.length), /[\\/]+/), separator: styleOf(path, '\\') }
  if (path.startsWith('\\\\') && SHARE.test(path))
    return { start: '\\\\', names: namesIn(path, /[\\/]+/), separator: '\\' }
  const address = ADDRESS.exec(path)?.[0]
  if (address !== undefined)
    return { start: address.toLowerCase(), names: namesIn(path.slice(address.length), /\/+/), separator: '/' }
  return { start: path.startsWith('/') ? '/' : '', names: namesIn(path, /\/+/), separator: '/' }
}

const namesIn = (text: string, separators: RegExp): string[] =>
  text.split(separators).filter((name) => name !== '' && name !== '.')

const styleOf = (path: string, otherwise: '/' | '\\'): '/' | '\\' =>
  path.includes('\\') ? '\\' : path.includes('/') ? '/' : otherwise

/** Whether it begins at a root, so that it means the same wherever it is read, and never leads upwards. */
export function isWholeForeign(path: string): boolean {
  const { start, names } = splitForeign(path)
  const needsName = start === '\\\\' || ADDRESS.test(start)
  return start !== '' && !names.includes('..') && (!needsName || names.length > 0)
}

const isWindows = ({ start }: ForeignPath): boolean => start === '\\\\' || DRIVE.test(start)

/** Composed and decomposed letters are the same name; case counts, but on Windows. */
const keyOf = (path: ForeignPath, name: string): string =>
  isWindows(path) ? name.normalize('NFC').toLowerCase() : name.normalize('NFC')

/**
 * What comes after a folder in a path, by whole names: `/movies` is no beginning of `/movies2`. On Windows without regard
 * to case, everywhere without regard to how accents are composed.
 * @returns undefined when the path is not inside of it; none for the folder itself
 */
export function namesBelow(folder: string, path: string): readonly string[] | undefined {
  const outer = splitForeign(folder)
  const inner = splitForeign(path)
  if (keyOf(inner, inner.start) !== keyOf(outer, outer.start)) return undefined
  // A name that climbs would leave what it is mapped to.
  if (inner.names.includes('..')) return undefined
  const isBelow = outer.names.every((name, at) => {
    const other = inner.names[at]
    return other !== undefined && keyOf(inner, other) === keyOf(outer, name)
  })
  return isBelow ? inner.names.slice(outer.names.length) : undefined
}

/** For comparing what lies below one folder: the names of `path` below `base`, folded as names are there. */
export function keyBelow(path: string, base: string): string | undefined {
  const where = splitForeign(base)
  return namesBelow(base, path)
    ?.map((name) => keyOf(where, name))
    .join('/')
}

export const isSameForeign = (one: string, other: string): boolean => namesBelow(other, one)?.length === 0

/** Names below a folder, in the way of writing that the folder has. */
export function joinForeign(folder: string, names: readonly string[]): string {
  if (names.length === 0) return folder
  const { separator } = splitForeign(folder)
  return `${folder.replace(/[\\/]+$/, '')}${separator}${names.join(separator)}`
}
