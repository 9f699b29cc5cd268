import { z } from 'zod'
import { isSameForeign } from '../../kernel/foreign-path.ts'
import { RejectedError } from '../../kernel/errors.ts'
import type { MediaKind, PlayerRoot } from '../../library/players/ports.ts'
import type { PlexClient } from './client.ts'

const Directory = z.object({
  key: z.string(),
  type: z.string(),
  title: z.string().catch(''),
  Location: z.array(z.object({ path: z.string() })).catch([]),
})
export type Section = z.output<typeof Directory>
/** QUIRK(plex): old versions call what is inside `_children`. */
const Sections = z
  .object({ MediaContainer: z.object({ Directory: z.array(Directory).optional(), size: z.number().optional() }) })
  .or(z.object({ _children: z.array(Directory) }))

const HOLDS: Readonly<Record<string, MediaKind>> = { movie: 'films', show: 'series', artist: 'music' }

export async function listSections(client: PlexClient, signal: AbortSignal): Promise<Section[]> {
  const found = await client.get('library/sections', Sections, { signal })
  if ('_children' in found) return found._children
  const { Directory: sections, size } = found.MediaContainer
  // An empty object is no answer of it.
  if (sections === undefined && size === undefined)
    throw new RejectedError('remote/unexpected-shape', {
      params: { host: client.host, field: 'MediaContainer', problem: 'empty' },
    })
  return sections ?? []
}

export const toRoots = (sections: readonly Section[]): PlayerRoot[] =>
  sections.flatMap(({ title, type, Location }) =>
    Location.map(({ path }) => ({ path, name: title, holds: HOLDS[type] ?? 'other' })),
  )

/** @throws RejectedError when none of its libraries has the folder */
export async function sectionOf(
  client: PlexClient,
  { root, kind }: { root: string; kind?: MediaKind },
  signal: AbortSignal,
): Promise<Section> {
  const holding = (await listSections(client, signal)).filter(({ Location }) =>
    Location.some(({ path }) => isSameForeign(path, root)),
  )
  // The same folder may be in two libraries, of films and of others.
  const section = holding.find(({ type }) => kind === undefined || HOLDS[type] === kind) ?? holding[0]
  if (section === undefined)
    throw new RejectedError('players/folder-not-seen', { params: { host: client.host, folder: root } })
  return section
}
