/**
 * The ends of paths that tell them apart, `…/inbox` and `…/archive`: what is before them is mostly the same, and too long
 * for a narrow screen. A path that is no longer than its end stays as it is.
 */
export function pathEnds(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split(/(?<=[^/\\])[/\\]/))
  const longest = Math.max(0, ...parts.map(({ length }) => length))
  const endsOf = (many: number): string[] => parts.map((of) => of.slice(-many).join('/'))
  let many = 1
  while (many < longest && new Set(endsOf(many)).size < new Set(paths).size) many++
  return paths.map((path, at) => ((parts[at]?.length ?? 0) > many ? `…/${endsOf(many)[at]}` : path))
}
