import { defineConnector } from '../../connections/ports.ts'
import { fill } from '../../kernel/port.ts'
import { ArtworkSource } from '../../library/assets/ports.ts'
import { MetadataProvider } from '../../library/enrich/ports.ts'
import { artworkSource } from './artwork-source.ts'
import { createClient } from './client.ts'
import { metadataProvider } from './metadata-provider.ts'
import { rungsOf } from './rungs.ts'
import { baseOf, imagesOf, settings } from './settings.ts'

/** The Movie Database by version 3 of its API. */
export const tmdb = defineConnector({
  id: 'tmdb',
  settings,
  secrets: [{ name: 'api_key', isRequired: true }],
  create({ settings: given, secrets, tools: { egress, clock } }) {
    const base = baseOf(given)
    const apiKey = secrets['api_key'] ?? ''
    const client = createClient({ base, apiKey, perSecond: given.calls_per_second, egress, clock })
    const ports = [
      fill(MetadataProvider, metadataProvider(client, given)),
      fill(ArtworkSource, artworkSource(egress, imagesOf(given))),
    ]
    return { url: base, ports, rungs: rungsOf(client) }
  },
})
