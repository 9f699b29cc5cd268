import { Messenger } from '../../alerts/ports.ts'
import { defineConnector } from '../../connections/ports.ts'
import { fill } from '../../kernel/port.ts'
import { createClient } from './client.ts'
import { discordMessenger } from './messenger.ts'
import { readAddress, settings } from './settings.ts'

/** One webhook of a channel at Discord; its address is its secret. */
export const discord = defineConnector({
  id: 'discord',
  settings,
  secrets: [{ name: 'webhook_address', isRequired: true }],
  create({ settings: given, secrets, tools }) {
    const address = readAddress(secrets['webhook_address'] ?? '', given)
    const client = createClient(address, { egress: tools.egress, threadId: given.thread_id })
    return {
      url: address.origin,
      ports: [fill(Messenger, discordMessenger(client, { clock: tools.clock, shownAs: given.shown_as }))],
      rungs: [
        {
          id: 'key',
          climb: async (signal) => ({ code: 'discord-webhook', params: await client.describe(signal) }),
        },
      ],
    }
  },
})
