import type { Connector } from '../connections/ports.ts'
import { discord } from '../connectors/discord/index.ts'
import { libretime } from '../connectors/libretime/index.ts'
import { payload } from '../connectors/payload/index.ts'
import { pushover } from '../connectors/pushover/index.ts'
import { smtp } from '../connectors/smtp/index.ts'
import { tmdb } from '../connectors/tmdb/index.ts'
import { webhook } from '../connectors/webhook/index.ts'

/** Every kind of service that can be connected. */
export const connectors: readonly Connector[] = [discord, libretime, payload, pushover, smtp, tmdb, webhook]
