import { z } from 'zod'
import { isSameForeign } from '../../kernel/foreign-path.ts'
import type { PlayerRoot } from '../../library/players/ports.ts'
import type { JellyfinClient } from './client.ts'

const Folders = z.array(
  z.object({
    Name: z.string(),
    Locations: z.array(z.string()),
    CollectionType: z.string().nullish(),
    ItemId: z.string().nullish(),
  }),
)

const HOLDS: Readonly<Record<string, PlayerRoot['holds']>> = { movies: 'films', tvshows: 'series', music: 'music' }

const readFolders = (client: JellyfinClient, signal: AbortSignal) =>
  client.getIfAllowed('Library/VirtualFolders', Folders, { signal })

/** Undefined when the key is not an administrator's. */
export async function listRoots(client: JellyfinClient, signal: AbortSignal): Promise<PlayerRoot[] | undefined> {
  return (await readFolders(client, signal))?.flatMap(({ Name, Locations, CollectionType }) =>
    // A library without a type is of several kinds.
    Locations.map((path) => ({ path, name: Name, holds: holdsOf(CollectionType ?? '') })),
  )
}

const holdsOf = (type: string): PlayerRoot['holds'] =>
  type === '' || type === 'mixed' ? null : (HOLDS[type.toLowerCase()] ?? 'other')

/** The library that one of its folders belongs to. */
export async function folderIdOf(
  client: JellyfinClient,
  root: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const folders = (await readFolders(client, signal)) ?? []
  const found = folders.find(({ Locations }) => Locations.some((path) => isSameForeign(path, root)))
  return found?.ItemId ?? undefined
}
