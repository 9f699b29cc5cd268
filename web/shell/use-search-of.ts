import { useNavigate, useSearch, type LinkProps } from '@tanstack/react-router'

type Search = Readonly<Record<string, string | undefined>>

/** What of a screen's address is changed; undefined takes a name out. */
export type SearchEdit = Search

/** What a screen keeps behind the `?` of its address. A change of it is no step of the browser's history. */
export function useSearchOf(path: NonNullable<LinkProps['to']>) {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const set = (edit: SearchEdit) =>
    void navigate({ to: path, search: { ...search, ...edit } as never, replace: true, resetScroll: false })
  return { search, set }
}
