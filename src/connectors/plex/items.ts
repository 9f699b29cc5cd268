import { z } from 'zod'
import { namesBelow } from '../../kernel/foreign-path.ts'
import type { KnownItem, Telling } from '../../library/players/ports.ts'
import type { PlexClient } from './client.ts'
import { type Section, sectionOf } from './sections.ts'

const Metadata = z.object({
  ratingKey: z.string(),
  title: z.string().catch(''),
  updatedAt: z.number().optional(),
  Media: z.array(z.object({ Part: z.array(z.object({ file: z.string().optional() })).catch([]) })).catch([]),
})
type Metadata = z.output<typeof Metadata>
const Page = z.object({
  MediaContainer: z.object({
    size: z.number(),
    totalSize: z.number().optional(),
    Metadata: z.array(Metadata).optional(),
  }),
})

/** What has files, by what its library is. */
const FILE_TYPE: Readonly<Record<string, string>> = { movie: '1', show: '4', artist: '10' }
const PAGE = 1000

/** Plex can't be asked by path: films are asked for by title first, and all are listed when that finds none. */
export async function findItems(client: PlexClient, telling: Telling, signal: AbortSignal): Promise<KnownItem[]> {
  const section = await sectionOf(client, telling, signal)
  const inside = (found: readonly Metadata[]): KnownItem[] =>
    found.flatMap(toKnown).filter(({ file }) => namesBelow(telling.folder, file) !== undefined)
  if (section.type === 'movie' && telling.title !== '') {
    const named = inside(await listAll(client, { section, query: { title: telling.title }, signal }))
    if (named.length > 0) return named
  }
  return inside(await listAll(client, { section, query: {}, signal }))
}

function toKnown({ ratingKey, title, updatedAt, Media }: Metadata): KnownItem[] {
  const files = Media.flatMap(({ Part }) => Part.flatMap(({ file }) => file ?? []))
  return files.map((file) => ({ ref: ratingKey, title, file, mark: updatedAt === undefined ? null : `${updatedAt}` }))
}

export async function listAll(
  client: PlexClient,
  { section, query, signal }: { section: Section; query: Readonly<Record<string, string>>; signal: AbortSignal },
): Promise<Metadata[]> {
  const items: Metadata[] = []
  for (;;) {
    const paging = { 'X-Plex-Container-Start': String(items.length), 'X-Plex-Container-Size': String(PAGE) }
    const type = FILE_TYPE[section.type]
    const { MediaContainer: page } = await client.get(`library/sections/${section.key}/all`, Page, {
      query: { ...(type === undefined ? {} : { type }), ...query, ...paging },
      signal,
    })
    const found = page.Metadata ?? []
    items.push(...found)
    if (found.length === 0 || items.length >= (page.totalSize ?? page.size)) return items
  }
}
