import { joinForeign, namesBelow } from '../kernel/foreign-path.ts'

export { joinForeign as joinPath, namesBelow } from '../kernel/foreign-path.ts'

/** A folder as one program calls it, and as another does. */
export interface PathMapping {
  from: string
  to: string
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
  return found === undefined ? undefined : joinForeign(found.mapping.to, found.names)
}
