import { Messenger } from '../../alerts/ports.ts'
import { defineConnector } from '../../connections/ports.ts'
import { fill } from '../../kernel/port.ts'
import { createClient } from './client.ts'
import { pushoverMessenger } from './messenger.ts'
import { settings } from './settings.ts'

/** Pushover: phones of one user or group. */
export const pushover = defineConnector({
  id: 'pushover',
  settings,
  secrets: [
    { name: 'app_token', isRequired: true },
    { name: 'user_key', isRequired: true },
  ],
  create({ settings: given, secrets, tools }) {
    const base = new URL(`${given.address.replace(/\/+$/, '')}/`)
    const keys = { token: secrets['app_token'] ?? '', user: secrets['user_key'] ?? '' }
    const client = createClient({ base, ...keys, device: given.device, egress: tools.egress })
    return {
      url: base,
      ports: [fill(Messenger, pushoverMessenger(client, given))],
      rungs: [
        {
          id: 'key',
          climb: async (signal) => ({ code: 'pushover-devices', params: { count: await client.validate(signal) } }),
        },
        { id: 'rights', climb: async (signal) => ({ code: 'pushover-quota', params: await client.quota(signal) }) },
      ],
    }
  },
})
