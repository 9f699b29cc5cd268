import { useNavigate, useSearch } from '@tanstack/react-router'
import { viewRoutes, type ListName, type ViewView } from '../../src/views/contract.ts'
import { undoBy } from '../api/undo-by.ts'
import { useAct, useRead } from '../api/use-api.ts'
import { useHiddenColumns } from '../parts/hidden-columns.ts'
import { toast } from '../parts/toast.ts'
import { useWords } from '../words.ts'

const { routes } = viewRoutes

/** What a view keeps. */
export interface Look {
  filters: Record<string, string>
  hidden: readonly string[]
}

type Search = Record<string, string | undefined>

/** How the list of the page stands now, and which saved view the address names. */
export function useLook(list: ListName, filterNames: readonly string[]) {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const [hidden, setHidden] = useHiddenColumns(list)
  const look: Look = { filters: pick(search, filterNames), hidden }
  /** The address is a history entry of its own, so that Back leads to the former one. */
  const go = (change: Search) =>
    void navigate({ to: '.', search: ((now: Search) => ({ ...now, ...change })) as never, resetScroll: false })
  const names = (viewId: number | undefined) => go({ view: viewId === undefined ? undefined : String(viewId) })
  return {
    look,
    viewId: search['view'],
    /** Says in the address which view stands, and leaves the rest as it is. */
    names,
    /** Without a view: all rows and all columns. */
    show: (view: ViewView | null) => {
      const empty = Object.fromEntries(filterNames.map((name) => [name, undefined]))
      const filters = view === null ? {} : pick(view.filters, filterNames)
      setHidden(view?.hidden ?? [])
      go({ ...empty, ...filters, view: view === null ? undefined : String(view.viewId) })
    },
  }
}

export const isSameLook = (a: Look, b: Look): boolean => told(a) === told(b)

const told = ({ filters, hidden }: Look): string =>
  JSON.stringify([Object.entries(filters).toSorted(([x], [y]) => (x < y ? -1 : 1)), hidden.toSorted()])

function pick(given: Readonly<Search>, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of names) if (given[name] !== undefined) picked[name] = given[name]
  return picked
}

/** The saved views of a list and what can be done with them; each act says itself, with its way back where there is one. */
export function useSavedViews(list: ListName) {
  const say = useWords()
  const read = useRead(routes.list, { query: { list } })
  const save = useAct(routes.save)
  const change = useAct(routes.change)
  const remove = useAct(routes.remove)
  const paramsOf = ({ viewId }: ViewView) => ({ viewId })
  return {
    views: read.data?.items ?? [],
    /** No event tells of private views, so one saved elsewhere is found when they are looked at. */
    refresh: () => void read.refetch(),
    error: read.error ?? save.error ?? change.error ?? remove.error,
    refill(view: ViewView, look: Look): void {
      const body = { filters: look.filters, hidden: [...look.hidden] }
      const former = { filters: view.filters, hidden: view.hidden }
      const onUndo = undoBy(() => change.mutateAsync({ params: paramsOf(view), body: former }))
      const onSuccess = () => toast({ title: say('web.views.updated', { name: view.name }), onUndo })
      change.mutate({ params: paramsOf(view), body }, { onSuccess })
    },
    share(view: ViewView, isShared: boolean): void {
      const onUndo = undoBy(() => change.mutateAsync({ params: paramsOf(view), body: { isShared: !isShared } }))
      // One of somebody else is then private to its person, so only they can share it again.
      const after = view.isOwn ? { onUndo } : { detail: say('web.views.givenBack') }
      const title = say(isShared ? 'web.views.isShared' : 'web.views.isPrivate', { name: view.name })
      change.mutate({ params: paramsOf(view), body: { isShared } }, { onSuccess: () => toast({ title, ...after }) })
    },
    /** @param onBack what follows when it was brought back, under a new id */
    remove(view: ViewView, onBack: (viewId: number) => void): void {
      const { name, filters, hidden, isShared, personId } = view
      const body = { list, name, filters, hidden, isShared, isOfNobody: personId === null }
      const onUndo = undoBy(async () => onBack((await save.mutateAsync({ body })).viewId))
      const onSuccess = () => toast({ title: say('web.views.removed', { name }), onUndo })
      remove.mutate({ params: paramsOf(view) }, { onSuccess })
    },
  }
}
