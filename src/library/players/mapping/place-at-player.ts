import { joinForeign } from '../../../kernel/foreign-path.ts'
import { findMapping } from '../../map-path.ts'
import type { PathMapping } from '../model.ts'
import type { PlayerRoot } from '../ports.ts'

const ROOTS_SAID = 5

export type PlaceAtPlayer =
  | { is: 'inside'; folder: string; root: PlayerRoot }
  /** It may not be asked for its folders, so nobody knows. */
  | { is: 'unknown'; folder: string }
  | { is: 'outside'; folder: string; roots: readonly PlayerRoot[] }

export interface FolderHere {
  libraryId: number
  /** Absolute, as this server writes it. */
  libraryPath: string
  relPath: string
}

/**
 * Where a folder of ours is for a player: by the mapping that reaches furthest into it, or at the same path where there is
 * none.
 */
export function placeAtPlayer(
  here: FolderHere,
  mappings: readonly PathMapping[],
  roots: readonly PlayerRoot[] | undefined,
): PlaceAtPlayer {
  const folder = pathAtPlayer(here, mappings)
  if (roots === undefined) return { is: 'unknown', folder }
  const found = findMapping(
    roots.map((root) => ({ from: root.path, root })),
    folder,
  )
  if (found === undefined) return { is: 'outside', folder, roots }
  // In the root's own way of writing: Plex takes another one for another folder.
  return { is: 'inside', folder: joinForeign(found.mapping.root.path, found.names), root: found.mapping.root }
}

function pathAtPlayer({ libraryId, libraryPath, relPath }: FolderHere, mappings: readonly PathMapping[]): string {
  const own = mappings
    .filter((mapping) => mapping.libraryId === libraryId)
    .map((mapping) => ({ from: pathHere(libraryPath, mapping.relPath), to: mapping.playerPath }))
  const path = pathHere(libraryPath, relPath)
  const found = findMapping(own, path)
  return found === undefined ? path : joinForeign(found.mapping.to, found.names)
}

/** Folders of a player in a sentence, the first of them. */
export const sayRoots = (roots: readonly string[]): string =>
  roots
    .slice(0, ROOTS_SAID)
    .map((path) => path.replace(/(?<=[^\\/:])[\\/]+$/, ''))
    .join(', ')

export const pathHere = (libraryPath: string, relPath: string): string =>
  relPath === '' ? libraryPath : joinForeign(libraryPath, relPath.split('/'))
