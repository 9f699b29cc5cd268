import { defineConnector } from '../../connections/ports.ts'
import { fill } from '../../kernel/port.ts'
import { Player } from '../../library/players/ports.ts'
import { createClient } from './client.ts'
import { player } from './player.ts'
import { rungsOf } from './rungs.ts'
import { baseOf, settings } from './settings.ts'

/** Jellyfin by its HTTP API and a key. */
export const jellyfin = defineConnector({
  id: 'jellyfin',
  settings,
  secrets: [{ name: 'api_key', isRequired: true }],
  create({ settings: given, secrets, tools }) {
    const base = baseOf(given)
    const client = createClient({ base, apiKey: secrets['api_key'] ?? '', egress: tools.egress })
    return { url: base, ports: [fill(Player, player(client))], rungs: rungsOf(client) }
  },
})
