import { Messenger } from '../../alerts/ports.ts'
import { defineConnector } from '../../connections/ports.ts'
import { fill } from '../../kernel/port.ts'
import { createClient, type SmtpClient } from './client.ts'
import { letterOf } from './letter.ts'
import { receiversIn, settings } from './settings.ts'

/** Mail, by any server that takes it. */
export const smtp = defineConnector({
  id: 'smtp',
  settings,
  secrets: [{ name: 'password', isRequired: false }],
  create({ settings: given, secrets, tools }) {
    const client = createClient(given, { password: secrets['password'] ?? '', egress: tools.egress })
    const domain = given.from.split('@')[1] ?? 'patchbay.invalid'
    return {
      url: client.url,
      ports: [fill(Messenger, mailMessenger(client, domain))],
      rungs: [
        {
          id: 'key',
          async climb(signal) {
            await client.verify(signal)
            return { code: 'smtp-takes-mail', params: { count: receiversIn(given.to).length } }
          },
        },
      ],
    }
  },
})

const mailMessenger = (client: SmtpClient, domain: string): Messenger => ({
  traits: { titleMost: 200, textMost: 50_000, hasLinks: true, isLoudPossible: true },
  send: (message, signal) => client.send(letterOf(message, { domain }), signal),
})
