import type { LibraryKind } from '../../libraries/index.ts'
import { findPlaces, loosePlace } from './find-places.ts'
import { listShallow, listTree, type TreeReader } from './list-tree.ts'
import type { Place, TreeProblem } from './model.ts'
import { toPlace } from './sum-of.ts'

/**
 * The places below some folders that lie directly in the root; the empty path stands for what lies in the root itself.
 * Blocks: for worker threads.
 */
export function walkPlaces(
  reader: TreeReader,
  kind: LibraryKind,
  folders: readonly string[],
): { places: Place[]; problems: TreeProblem[] } {
  const places = folders.flatMap((relPath) =>
    relPath === '' ? loosePlace(listShallow(reader, '')) : findPlaces(kind, listTree(reader, relPath)),
  )
  return { places: places.map(toPlace), problems: reader.problems }
}
