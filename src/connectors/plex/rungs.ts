import type { Fact, Rung } from '../../connections/ports.ts'
import type { PlexClient } from './client.ts'
import { Identity } from './player.ts'
import { listSections, toRoots } from './sections.ts'

export function rungsOf(client: PlexClient): readonly Rung[] {
  const identify = async (signal: AbortSignal) => (await client.get('identity', Identity, { signal })).MediaContainer
  return [
    {
      id: 'answer',
      async climb(signal): Promise<Fact> {
        await identify(signal)
        return { code: 'plex-answers', params: {} }
      },
    },
    {
      id: 'key',
      async climb(signal): Promise<Fact> {
        const sections = await listSections(client, signal)
        return { code: 'plex-key', params: { count: toRoots(sections).length } }
      },
    },
    {
      id: 'version',
      async climb(signal): Promise<Fact> {
        return { code: 'plex-version', params: { version: (await identify(signal)).version } }
      },
    },
  ]
}
