import { Messenger } from '../../alerts/ports.ts'
import { defineConnector } from '../../connections/ports.ts'
import { fill } from '../../kernel/port.ts'
import { Player } from '../../library/players/ports.ts'
import { createClient } from './client.ts'
import { messenger } from './messenger.ts'
import { player } from './player.ts'
import { rungsOf } from './rungs.ts'
import { baseOf, settings } from './settings.ts'

/** Kodi by its web server's JSON-RPC. */
export const kodi = defineConnector({
  id: 'kodi',
  settings,
  secrets: [{ name: 'password', isRequired: false }],
  create({ settings: given, secrets, tools }) {
    const base = baseOf(given)
    const client = createClient({
      base,
      username: given.username,
      password: secrets['password'] ?? '',
      egress: tools.egress,
    })
    const ports = [fill(Player, player(client)), fill(Messenger, messenger(client))]
    return { url: base, ports, rungs: rungsOf(client) }
  },
})
