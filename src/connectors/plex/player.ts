import { z } from 'zod'
import { namesBelow } from '../../kernel/foreign-path.ts'
import type { Player, Telling } from '../../library/players/ports.ts'
import type { PlexClient } from './client.ts'
import { findItems, listAll } from './items.ts'
import { listSections, sectionOf, toRoots } from './sections.ts'

export const Identity = z.object({
  MediaContainer: z.object({ machineIdentifier: z.string(), version: z.string().catch('') }),
})
const Sessions = z.object({
  MediaContainer: z.object({
    size: z.number(),
    Metadata: z.array(z.object({ title: z.string().catch('') })).optional(),
  }),
})

export function player(client: PlexClient): Player {
  return {
    // A library is looked through after the answer.
    isPrompt: false,
    async about(signal) {
      const { MediaContainer } = await client.get('identity', Identity, { signal })
      // Without a token it would say this, too.
      await listSections(client, signal)
      return { product: 'Plex Media Server', version: MediaContainer.version, name: '' }
    },
    async listPlaying(signal) {
      const { MediaContainer } = await client.get('status/sessions', Sessions, { signal })
      return (MediaContainer.Metadata ?? []).map(({ title }) => title)
    },
    listRoots: async (signal) => toRoots(await listSections(client, signal)),
    async listNames(root, signal) {
      const section = await sectionOf(client, { root }, signal)
      const found = await listAll(client, { section, query: {}, signal })
      const files = found.flatMap(({ Media }) => Media.flatMap(({ Part }) => Part.flatMap(({ file }) => file ?? [])))
      return [...new Set(files.flatMap((file) => namesBelow(root, file)?.slice(0, 1) ?? []))]
    },
    find: (telling, signal) => findItems(client, telling, signal),
    async tell(telling: Telling, { signal }) {
      const { key } = await sectionOf(client, telling, signal)
      // QUIRK(plex): with other separators than its own it takes a folder for another one, and drops what it had.
      await client.order(`library/sections/${key}/refresh`, { query: { path: telling.folder }, signal })
    },
  }
}
