import type { Connector } from '../connections/ports.ts'
import { discord } from '../connectors/discord/index.ts'
import { jellyfin } from '../connectors/jellyfin/index.ts'
import { kodi } from '../connectors/kodi/index.ts'
import { libretime } from '../connectors/libretime/index.ts'
import { payload } from '../connectors/payload/index.ts'
import { plex } from '../connectors/plex/index.ts'
import { pushover } from '../connectors/pushover/index.ts'
import { smtp } from '../connectors/smtp/index.ts'
import { syncthing } from '../connectors/syncthing/index.ts'
import { tmdb } from '../connectors/tmdb/index.ts'
import { webhook } from '../connectors/webhook/index.ts'

/** Every kind of service that can be connected. */
export const connectors: readonly Connector[] = [
  libretime,
  payload,
  tmdb,
  kodi,
  jellyfin,
  plex,
  syncthing,
  discord,
  pushover,
  smtp,
  webhook,
]
