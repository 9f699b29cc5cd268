/** A value as YAML and JSON know it. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value }
export type ValueMap = { [key: string]: Value }

export function isMap(value: unknown): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `undefined` where nothing stands. Only own members count. */
export function valueAt(tree: unknown, path: readonly string[]): Value | undefined {
  let here: unknown = tree
  for (const name of path) {
    if (!isMap(here) || !Object.hasOwn(here, name)) return undefined
    here = here[name]
  }
  return here as Value | undefined
}

/** Sets in place, making the maps on the way. `path` comes from our own list of keys, never from a caller. */
export function putAt(tree: ValueMap, path: readonly string[], value: Value): void {
  const last = path.at(-1)
  if (last === undefined) return
  let here = tree
  for (const name of path.slice(0, -1)) {
    const next = Object.hasOwn(here, name) ? here[name] : undefined
    const map: ValueMap = isMap(next) ? next : {}
    here[name] = map
    here = map
  }
  here[last] = value
}

export function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

export function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) freezeDeep(member)
  }
  return value
}
