import { resolve } from 'node:path'
import { nameOfKey } from '../config/key-name.ts'
import type { Params } from '../kernel/errors.ts'

/** A folder as the settings name it. */
export interface NamedFolder {
  /** Of its key, below `archive`. */
  path: readonly PropertyKey[]
  folder: string
  isDefault: boolean
}

export interface MisplacedFolder {
  path: readonly PropertyKey[]
  code: 'archive/folders-overlap' | 'archive/folder-is-own'
  params: Params
}

/** Of the data folder, and no place for anybody's files: what lies there would be filed, or purged with the cache. */
const OWN_FOLDERS = ['keys', 'cache', 'backups', 'logs', 'manifests']

/**
 * Folders that can never be the archive's: two that are one or inside of one another, and those that Patchbay keeps for
 * itself. What somebody has set comes before what is a default.
 * @param places where each folder of the settings, and then the data folder, really is
 */
export function misplacedFolders(
  folders: readonly NamedFolder[],
  places: { of: (folder: string) => string; dataFolder: string },
): MisplacedFolder[] {
  const placed = folders.map((one) => ({ ...one, place: places.of(one.folder) }))
  const own = OWN_FOLDERS.map((folder) => resolve(places.dataFolder, folder))
  return placed
    .toSorted((a, b) => Number(a.isDefault) - Number(b.isDefault))
    .flatMap((one): MisplacedFolder[] => {
      const { path, folder } = one
      const taken = own.find((place) => isAroundOrSame(place, one.place) || isAroundOrSame(one.place, place))
      if (taken !== undefined) return [{ path, code: 'archive/folder-is-own', params: { folder, own: taken } }]
      const other = placed.find(
        (two) => two.path !== path && (isAroundOrSame(two.place, one.place) || isAroundOrSame(one.place, two.place)),
      )
      if (other === undefined) return []
      const params = { folder, other: other.folder, otherName: nameOfKey(keyOf(other)) }
      return [{ path, code: 'archive/folders-overlap', params }]
    })
}

const keyOf = ({ path }: Pick<NamedFolder, 'path'>): string => ['archive', ...path].map(String).join('.')

function isAroundOrSame(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`)
}
