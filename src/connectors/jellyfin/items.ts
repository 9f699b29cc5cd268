import { z } from 'zod'
import { namesBelow } from '../../kernel/foreign-path.ts'
import type { KnownItem, MediaKind, Telling } from '../../library/players/ports.ts'
import type { JellyfinClient } from './client.ts'
import { folderIdOf } from './roots.ts'

const Item = z.object({
  Id: z.string(),
  Name: z.string().nullish(),
  Path: z.string().nullish(),
  Etag: z.string().nullish(),
})
type Item = z.output<typeof Item>
const Items = z.object({ Items: z.array(Item), TotalRecordCount: z.number().catch(0) })

/** What stands for a folder, and what for the files in it. */
const TYPES: Readonly<Record<MediaKind, { folder: string; file: string }>> = {
  films: { folder: 'Movie', file: 'Movie' },
  series: { folder: 'Series', file: 'Episode' },
  music: { folder: 'MusicAlbum', file: 'Audio' },
}
const PAGE = 1000

interface Asking {
  client: JellyfinClient
  signal: AbortSignal
}

/**
 * What lies in the folder or below it. Jellyfin can't be asked by path, so it is asked by title first, and for all of
 * them when that finds none: only then it is not there.
 */
export async function findItems(client: JellyfinClient, telling: Telling, signal: AbortSignal): Promise<KnownItem[]> {
  const asking = { client, signal }
  const { folder, kind, title, wanted } = telling
  const parentId = await folderIdOf(client, telling.root, signal)
  const within: Record<string, string> = parentId === undefined ? {} : { parentId }
  const isInside = ({ Path }: Item): boolean => typeof Path === 'string' && namesBelow(folder, Path) !== undefined
  const types = { includeItemTypes: TYPES[kind].folder }
  if (title !== '' && wanted.length <= 1) {
    const named = (await listPage(asking, { ...within, ...types, searchTerm: title }, 0)).Items.filter(isInside)
    if (named.length > 0) return expand(asking, telling, named)
  }
  const all = await listAll(asking, { ...within, ...types })
  return expand(asking, telling, all.filter(isInside))
}

/** Of a series its episodes, of an album its songs. */
async function expand(asking: Asking, { kind, folder }: Telling, found: readonly Item[]): Promise<KnownItem[]> {
  if (kind === 'films') return found.map(toKnown)
  const inside = await Promise.all(
    found.map(({ Id }) => listAll(asking, { parentId: Id, includeItemTypes: TYPES[kind].file })),
  )
  const files = inside.flat().filter(({ Path }) => typeof Path === 'string' && namesBelow(folder, Path) !== undefined)
  return [...found, ...files].map(toKnown)
}

const toKnown = ({ Id, Name, Path, Etag }: Item): KnownItem => ({
  ref: Id,
  title: Name ?? '',
  file: Path ?? '',
  mark: Etag ?? null,
})

async function listAll(asking: Asking, query: Readonly<Record<string, string>>): Promise<Item[]> {
  const items: Item[] = []
  for (;;) {
    const page = await listPage(asking, query, items.length)
    items.push(...page.Items)
    if (page.Items.length === 0 || items.length >= page.TotalRecordCount) return items
  }
}

export const listPage = ({ client, signal }: Asking, query: Readonly<Record<string, string>>, startIndex: number) =>
  client.get('Items', Items, {
    query: {
      recursive: 'true',
      fields: 'Path,Etag',
      enableImages: 'false',
      sortBy: 'DateCreated',
      startIndex: String(startIndex),
      limit: String(PAGE),
      ...query,
    },
    signal,
  })
