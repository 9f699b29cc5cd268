import { type Actor, type BoundRoute, bindRoutes, withVersion } from '../../kernel/routes.ts'
import { type LibraryView, libraryRoutes } from './contract.ts'
import { addLibrary, changeLibrary, getLibrary, type LibraryDeps, removeLibrary, runTask } from './libraries.ts'
import type { Library } from './model.ts'
import { countTitles, listLibraries } from './store.ts'
import { listTasks } from './tasks.ts'
import { toLibraryView } from './views.ts'

export interface LibraryRouteDeps extends LibraryDeps {
  /** The scan of each library that is under way. */
  scansUnderWay(): Promise<ReadonlyMap<number, number>>
}

export function libraryRoutesOf(deps: LibraryRouteDeps): BoundRoute[] {
  const { read } = deps.db
  const use = { add: addLibrary(deps), change: changeLibrary(deps), remove: removeLibrary(deps), run: runTask(deps) }
  const viewsOf = (libraries: readonly Library[]) => toViews(deps, libraries)
  const answer = async (library: Library) => {
    const [view] = await viewsOf([library])
    return withVersion(view as LibraryView, String(library.version))
  }
  return bindRoutes(libraryRoutes, {
    list: async () => ({ items: await viewsOf(await listLibraries(read)) }),
    get: async ({ params }) => answer(await getLibrary(read, params.libraryId)),
    add: async ({ body, ...call }) => answer(await use.add(body, byOf(call))),
    change: async ({ params, body, ...call }) =>
      answer(await use.change(params.libraryId, body, { ...byOf(call), ifMatch: call.request.ifMatch })),
    remove: async ({ params, ...call }) => {
      await use.remove(params.libraryId, byOf(call))
      return { removed: params.libraryId }
    },
    runTask: async ({ params, ...call }) => ({ runId: await use.run(params.libraryId, params.task, byOf(call)) }),
  })
}

const byOf = ({ actor, request }: { actor: Actor; request: { address: string } }) => ({
  actor: actor.id,
  address: request.address,
})

async function toViews(deps: LibraryRouteDeps, libraries: readonly Library[]): Promise<LibraryView[]> {
  const { read } = deps.db
  const [counts, scans, tasks, roots] = [
    await countTitles(read),
    await deps.scansUnderWay(),
    await listTasks(
      deps,
      read,
      libraries.map(({ libraryId }) => libraryId),
    ),
    await deps.roots.list(),
  ]
  return libraries.map((library) =>
    toLibraryView(library, {
      path: roots.find(({ id }) => id === library.rootId)?.path ?? '',
      counts: counts.filter(({ libraryId }) => libraryId === library.libraryId),
      tasks: tasks.get(library.libraryId) ?? [],
      scanId: scans.get(library.libraryId) ?? null,
    }),
  )
}
