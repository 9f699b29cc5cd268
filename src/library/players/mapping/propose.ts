import { splitForeign } from '../../../kernel/foreign-path.ts'
import type { MediaKind } from '../model.ts'
import type { PlayerRoot } from '../ports.ts'

export interface Candidate {
  root: PlayerRoot
  /** Names that the player sees or knows directly below it; none when it can't be asked. */
  names: readonly string[]
}

export interface Proposal {
  playerPath: string
  /** Folders that are here and there by the same name. */
  shared: number
  example: string | null
}

interface LibraryHere {
  path: string
  kind: MediaKind
  /** Of folders directly in it. */
  folderNames: readonly string[]
}

const MOST = 3
const fold = (name: string): string => name.normalize('NFC').toLowerCase()

/** How many names at the end of two paths are the same: `/mnt/media/films` and `/srv/films` have one. */
function commonEnd(one: string, other: string): number {
  const [a, b] = [splitForeign(one).names.toReversed(), splitForeign(other).names.toReversed()]
  const differs = a.findIndex((name, at) => fold(name) !== fold(b[at] ?? ''))
  return differs < 0 ? a.length : differs
}

/**
 * Folders of a player that are likely the library's, the likeliest first: what counts is folders by the same name in both,
 * then the ends of the paths. A folder that holds something else, or has nothing in common with it, is none.
 */
export function proposeRoots(library: LibraryHere, candidates: readonly Candidate[]): Proposal[] {
  const own = new Map(library.folderNames.map((name) => [fold(name), name]))
  return candidates
    .filter(({ root }) => root.holds === null || root.holds === library.kind)
    .map(({ root, names }) => {
      const shared = [...new Set(names.map(fold))].filter((name) => own.has(name))
      const end = commonEnd(library.path, root.path)
      const example = own.get(shared[0] ?? '') ?? null
      return { playerPath: root.path, shared: shared.length, example, end, isSure: root.holds === library.kind }
    })
    .filter(({ shared, end, isSure }) => shared > 0 || end > 0 || (isSure && library.folderNames.length === 0))
    .toSorted((a, b) => b.shared - a.shared || b.end - a.end || Number(b.isSure) - Number(a.isSure))
    .slice(0, MOST)
    .map(({ playerPath, shared, example }) => ({ playerPath, shared, example }))
}
