import { defineConnector } from '../../connections/ports.ts'
import { createClient } from './client.ts'
import { rungsOf } from './rungs.ts'
import { baseOf, fromEnvironment, settings } from './settings.ts'

/** LibreTime 4.3 and newer, as it is: no plugin, no shell, no access to its host. */
export const libretime = defineConnector({
  id: 'libretime',
  settings,
  secrets: [{ name: 'api_key', isRequired: true }],
  fromEnvironment,
  create({ settings: given, secrets, tools }) {
    const base = baseOf(given)
    const client = createClient({ base, apiKey: secrets['api_key'] ?? '', egress: tools.egress })
    return { url: base, ports: [], rungs: rungsOf(client) }
  },
})
