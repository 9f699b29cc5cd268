import type { Message, Messenger } from '../../alerts/ports.ts'
import { codePointsOf, cutText, oneLine } from '../../kernel/cut-text.ts'
import type { PushoverClient } from './client.ts'

const TITLE_MOST = 250
const TEXT_MOST = 1024
const URL_MOST = 512
const URL_TITLE_MOST = 100

/** Past quiet hours of the phone; without asking for an answer. */
const HIGH = '1'
const NORMAL = '0'

const cut = (text: string, most: number): string => cutText(text, { most, sizeOf: codePointsOf })

const textOf = ({ items }: Message): string =>
  items.map(({ text, more }) => (more === '' ? oneLine(text) : `${oneLine(text)}\n${more}`)).join('\n')

/** Plain text only: nothing in it is markup. */
export function fieldsOf(message: Message, sound: string): Record<string, string> {
  const link = message.items.find((item) => item.link !== null)?.link ?? ''
  return {
    title: cut(oneLine(message.title), TITLE_MOST),
    // QUIRK(pushover): a message of nothing is refused.
    message: cut(textOf(message), TEXT_MOST) || '…',
    timestamp: String(Math.floor(message.at / 1000)),
    priority: message.isLoud ? HIGH : NORMAL,
    ...(sound === '' ? {} : { sound }),
    ...(link === '' || link.length > URL_MOST ? {} : { url: link, url_title: cut('Patchbay', URL_TITLE_MOST) }),
  }
}

export const pushoverMessenger = (client: PushoverClient, { sound }: { sound: string }): Messenger => ({
  traits: { titleMost: TITLE_MOST, textMost: TEXT_MOST, hasLinks: true, isLoudPossible: true },
  send: async (message, signal) => ({
    ref: await client.post(fieldsOf(message, sound), signal),
    accepted: 1,
    refused: [],
  }),
})
