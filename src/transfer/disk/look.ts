import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf, type FileIdentity, identityOf } from '../../media/file-identity.ts'
import type { ExactPath } from '../../media/folder-listing.ts'
import { MARKER_NAME } from '../marker.ts'
import type { MarkedRoot, Spot } from './messages.ts'
import { type Folders, locate, nameIn, type OpenFolder } from './folders.ts'
import { Refused, Stopped } from './refusal.ts'

/** A name in a folder, as it was when we looked. */
export interface Seen {
  folder: OpenFolder
  name: ExactPath
  /** For file calls. */
  path: string | Buffer
  identity: FileIdentity
  uid: number
  gid: number
  mode: number
}

/** What stands at a spot; undefined when there is nothing. @throws Refused `not-a-file`, `outside-root` */
export function findFile(folders: Folders, spot: Spot): Seen | undefined {
  const { folder: above, name } = locate(spot)
  try {
    return findIn(folders.enter(spot.root, above), name)
  } catch (error) {
    if (!(error instanceof Refused) && errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** As `findFile`, in a folder that is open. */
export function findIn(folder: OpenFolder, name: ExactPath): Seen | undefined {
  const path = nameIn(folder, name)
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  if (stat === undefined) return undefined
  if (!stat.isFile()) throw new Refused('not-a-file')
  return {
    folder,
    name,
    path,
    identity: identityOf(stat),
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    mode: Number(stat.mode & 0o7777n),
  }
}

/** @throws Stopped `root-offline` when a root does not show the marker that it was given */
export function requireMarkers(roots: readonly MarkedRoot[]): void {
  for (const { path, marker } of roots) {
    let found: string
    try {
      found = readFileSync(join(path, MARKER_NAME), 'utf8').trim()
    } catch (error) {
      throw new Stopped({ code: 'root-offline', root: path, errno: errnoOf(error) })
    }
    if (found !== marker) throw new Stopped({ code: 'root-offline', root: path, errno: 'ENOENT' })
  }
}
