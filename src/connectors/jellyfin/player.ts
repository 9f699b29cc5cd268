import { z } from 'zod'
import { namesBelow } from '../../kernel/foreign-path.ts'
import type { Player, Telling } from '../../library/players/ports.ts'
import type { JellyfinClient } from './client.ts'
import { findItems, listPage } from './items.ts'
import { folderIdOf, listRoots } from './roots.ts'

export const Info = z.object({
  ServerName: z.string().nullish(),
  Version: z.string(),
  ProductName: z.string().nullish(),
})

const Sessions = z.array(
  z.object({ Id: z.string(), NowPlayingItem: z.object({ Name: z.string().nullish() }).nullish() }),
)
/** A session that has said nothing for longer has ended. */
const SILENT_SECONDS = '180'

const UPDATES = { added: 'Created', changed: 'Modified', removed: 'Deleted' } as const

export function player(client: JellyfinClient): Player {
  return {
    // It waits a minute or more for further changes before it looks.
    isPrompt: false,
    async about(signal) {
      const { ServerName, Version, ProductName } = await client.get('System/Info', Info, { signal })
      return { product: ProductName ?? 'Jellyfin', version: Version, name: ServerName ?? '' }
    },
    async listPlaying(signal) {
      const sessions = await client.get('Sessions', Sessions, {
        query: { activeWithinSeconds: SILENT_SECONDS },
        signal,
      })
      return sessions.flatMap(({ NowPlayingItem }) => (NowPlayingItem == null ? [] : [NowPlayingItem.Name ?? '']))
    },
    listRoots: (signal) => listRoots(client, signal),
    listNames: (root, signal) => listNames(client, root, signal),
    find: (telling, signal) => findItems(client, telling, signal),
    tell: ({ folder, change }: Telling, { signal }) =>
      // QUIRK(jellyfin): /Library/Refresh takes no path and answers when the whole scan has ended, so it is never asked.
      client.post('Library/Media/Updated', { Updates: [{ Path: folder, UpdateType: UPDATES[change] }] }, { signal }),
  }
}

async function listNames(client: JellyfinClient, root: string, signal: AbortSignal): Promise<string[] | undefined> {
  const parentId = await folderIdOf(client, root, signal)
  if (parentId === undefined) return undefined
  const query = { parentId, includeItemTypes: 'Movie,Series,MusicAlbum' }
  const { Items } = await listPage({ client, signal }, query, 0)
  return Items.flatMap(({ Path }) => namesBelow(root, Path ?? '')?.slice(0, 1) ?? [])
}
