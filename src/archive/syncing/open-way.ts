import { realpath } from 'node:fs/promises'
import { isAbsolute, relative } from 'node:path'
import { ConflictError } from '../../kernel/errors.ts'
import type { ArchiveFolders } from '../folders.ts'
import { joinRel } from '../model.ts'
import type { OpenSyncedFolder } from '../ports.ts'
import type { ArchiveSettings } from '../settings.ts'
import type { SyncWay } from './model.ts'
import type { SharedFolder, SyncedFolder } from './ports.ts'

/** The connection that the settings name, opened. */
export interface OpenWay {
  way: SyncWay
  folder: SyncedFolder
  about: SharedFolder
  /** A batch's folder, or a file in it, below the shared folder. */
  pathOf(relPath: string): string
}

export interface OpenWayDeps {
  settings: () => Pick<ArchiveSettings, 'syncing'>
  folders: Pick<ArchiveFolders, 'current'>
  openSyncedFolder: OpenSyncedFolder
}

/** What people call the folder and the other machine. */
export const namesOf = ({ way, about }: Pick<OpenWay, 'way' | 'about'>): { folder: string; device: string } => ({
  folder: about.label,
  device: way.peer,
})

/** @throws ConflictError when syncing is off, or the batch folder is not within the shared one; what the connection threw else */
export async function openWay(deps: OpenWayDeps, signal: AbortSignal): Promise<OpenWay> {
  const { connection, batch_dir_in_folder } = deps.settings().syncing
  if (connection === undefined) throw new ConflictError('archive/no-syncing')
  const { connectionId, name: place, folder } = await deps.openSyncedFolder(connection)
  const about = await folder.about(signal)
  const above = batch_dir_in_folder ?? (await placeIn(about, deps.folders.current().batches.path))
  const { deviceId, name } = about.peer
  return {
    way: { connectionId, place, folderId: about.folderId, deviceId, peer: name || deviceId.slice(0, 7) },
    folder,
    about,
    pathOf: (relPath) => joinRel(above, relPath),
  }
}

/** Both may be named through links. */
async function placeIn({ path, label }: SharedFolder, batches: string): Promise<string> {
  const shared = await realpath(path).catch(() => path)
  const above = relative(shared, batches)
  if (above !== '..' && !above.startsWith('../') && !isAbsolute(above)) return above
  throw new ConflictError('archive/batches-not-shared', { params: { folder: label, shared: path, batches } })
}
