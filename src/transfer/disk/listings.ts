import { fstatSync } from 'node:fs'
import { listFolderSync } from '../../media/folder-listing.ts'
import { pathKey } from '../../media/path-key.ts'

interface Listing {
  ino: bigint
  mtimeNs: bigint
  /** Path key to the names on disk that have it; one, but for what others did. */
  names: Map<string, string[]>
}

/** A folder as far as its names go. */
export interface Listed {
  key: string
  fd: number
  base: string | Buffer
  /** We have changed names since the last sync, so its time says nothing. */
  isDirty: boolean
  /** Its listing was compared with the disk since the folder was opened. */
  isListed: boolean
}

const MOST_NAMES = 500_000

/** Names in folders by the key under which they collide, kept as long as the folder's time says that nobody else changed them. */
export function createListings() {
  const listings = new Map<string, Listing>()
  let held = 0

  function of(folder: Listed): Listing {
    const checked = listings.get(folder.key)
    if (folder.isListed && checked !== undefined) return checked
    folder.isListed = true
    const { ino, mtimeNs } = fstatSync(folder.fd, { bigint: true })
    const known = listings.get(folder.key)
    if (known !== undefined && known.ino === ino && (folder.isDirty || known.mtimeNs === mtimeNs)) return known
    if (held > MOST_NAMES) {
      listings.clear()
      held = 0
    }
    const listing: Listing = { ino, mtimeNs, names: new Map() }
    for (const { name } of listFolderSync(folder.base)) if (typeof name === 'string') add(listing, name)
    listings.set(folder.key, listing)
    held += listing.names.size
    return listing
  }

  return {
    /** Names in the folder that are this one or collide with it, the exact one first. */
    like(folder: Listed, name: string): string[] {
      const found = of(folder).names.get(pathKey(name)) ?? []
      return found.length < 2 ? found : found.toSorted((a, b) => Number(b === name) - Number(a === name))
    },
    /** Tells of a name that we gave. */
    add(folder: Listed, name: string): void {
      add(of(folder), name)
    },
    /** Our own changes are synced: the folder's time from here on tells of others'. */
    settle(folder: Listed): void {
      const listing = listings.get(folder.key)
      if (listing !== undefined) listing.mtimeNs = fstatSync(folder.fd, { bigint: true }).mtimeNs
    },
    forget(folder: Listed): void {
      listings.delete(folder.key)
    },
  }
}

function add(listing: Listing, name: string): void {
  const key = pathKey(name)
  const names = listing.names.get(key)
  if (names === undefined) listing.names.set(key, [name])
  else if (!names.includes(name)) names.push(name)
}
