/** A folder as one program calls it, and as another does. */
export interface PathMapping {
  from: string
  to: string
}

interface Parts {
  /** Without empty ones; a drive or a share's host is the first. */
  names: readonly string[]
  isWindows: boolean
}

const DRIVE = /^[A-Za-z]:(?:[\\/]|$)/

const partsOf = (path: string): Parts => {
  const isWindows = DRIVE.test(path) || path.startsWith('\\\\') || (path.includes('\\') && !path.includes('/'))
  return { names: path.split(isWindows ? /[\\/]+/ : /\/+/).filter((name) => name !== '' && name !== '.'), isWindows }
}

const keyOf = (name: string, isWindows: boolean): string => {
  const composed = name.normalize('NFC')
  return isWindows ? composed.toLowerCase() : composed
}

/**
 * What comes after a folder in a path, by whole names: `/movies` is no beginning of `/movies2`. Windows’ paths are
 * compared without regard to case, all of them without regard to how accents are composed.
 * @returns undefined when the path is not inside of it; empty for the folder itself
 */
export function namesBelow(folder: string, path: string): readonly string[] | undefined {
  const outer = partsOf(folder)
  const inner = partsOf(path)
  if (outer.isWindows !== inner.isWindows || outer.names.length > inner.names.length) return undefined
  // A name that climbs would leave what it is mapped to.
  if (inner.names.includes('..')) return undefined
  const isInside = outer.names.every(
    (name, at) => keyOf(name, outer.isWindows) === keyOf(inner.names[at] ?? '', outer.isWindows),
  )
  return isInside ? inner.names.slice(outer.names.length) : undefined
}

/** Names below a folder, in the way of writing that the folder has. */
export function joinPath(folder: string, names: readonly string[]): string {
  if (names.length === 0) return folder
  const separator = partsOf(folder).isWindows && !folder.includes('/') ? '\\' : '/'
  return `${folder.replace(/[\\/]+$/, '')}${separator}${names.join(separator)}`
}

/** The mapping whose `from` reaches furthest into the path. @returns undefined when none holds it */
export function findMapping<Mapping extends Pick<PathMapping, 'from'>>(
  mappings: readonly Mapping[],
  path: string,
): { mapping: Mapping; names: readonly string[] } | undefined {
  let best: { mapping: Mapping; names: readonly string[] } | undefined
  for (const mapping of mappings) {
    const names = namesBelow(mapping.from, path)
    if (names !== undefined && (best === undefined || names.length < best.names.length)) best = { mapping, names }
  }
  return best
}

/** The path as the other program calls it. @returns undefined when no mapping holds it */
export function mapPath(mappings: readonly PathMapping[], path: string): string | undefined {
  const found = findMapping(mappings, path)
  return found === undefined ? undefined : joinPath(found.mapping.to, found.names)
}
