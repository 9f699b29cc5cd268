import type { Message, Messenger, MessageItem } from '../../alerts/ports.ts'
import type { Clock } from '../../kernel/clock.ts'
import { cutText, oneLine } from '../../kernel/cut-text.ts'
import { LimitedError } from '../../kernel/errors.ts'
import { createTokenBuckets } from '../../kernel/token-bucket.ts'
import type { DiscordClient } from './client.ts'

const TITLE_MOST = 256
const DESCRIPTION_MOST = 4096
/** Five in two seconds for each webhook, by Discord's own headers. */
const BURST = 5
const PER_MINUTE = 150

const COLORS = { good: 0x1f7a4d, info: 0x3b6fb6, warn: 0xb7791f, bad: 0xb3261e } as const

/** Signs that would be read as markup, or call somebody. */
const escapeMarkup = (text: string): string => text.replace(/[\\*_~`|>#[\]()<@-]/g, '\\$&')

const escapedSize = (sign: string): number => escapeMarkup(sign).length

const shown = (text: string, most: number): string => escapeMarkup(cutText(text, { most, sizeOf: escapedSize }))

const ENDS_LINK: Readonly<Record<string, string>> = { '(': '%28', ')': '%29' }

const linkTo = (text: string, link: string): string =>
  `[${text}](${new URL(link).href.replace(/[()]/g, (sign) => ENDS_LINK[sign] ?? '')})`

function lineOf({ text, more, link }: MessageItem, isAlone: boolean): string {
  const first = shown(oneLine(text), 400)
  const line = link === null ? first : linkTo(first, link)
  return more === '' ? line : `${isAlone ? line : `**${line}**`}\n${shown(more, 1500)}`
}

function descriptionOf({ items }: Message): string {
  const lines: string[] = []
  let size = 0
  for (const item of items) {
    const line = lineOf(item, items.length === 1)
    size += line.length + 1
    if (size > DESCRIPTION_MOST - 2) return [...lines, '…'].join('\n')
    lines.push(line)
  }
  return lines.join('\n')
}

/** What Discord is sent: nothing in it calls anybody, whatever a title says. */
export function bodyOf(message: Message, shownAs: string): Record<string, unknown> {
  const [first] = message.items
  const link = message.items.length === 1 ? (first?.link ?? null) : null
  return {
    ...(shownAs === '' ? {} : { username: shownAs }),
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: shown(oneLine(message.title), TITLE_MOST) || '…',
        description: descriptionOf(message),
        color: COLORS[message.severity],
        timestamp: new Date(message.at).toISOString(),
        ...(link === null ? {} : { url: link }),
      },
    ],
  }
}

export function discordMessenger(
  client: DiscordClient,
  { clock, shownAs }: { clock: Clock; shownAs: string },
): Messenger {
  const buckets = createTokenBuckets({ clock, perMinute: PER_MINUTE, burst: BURST })
  return {
    // Signs of markup count twice there.
    traits: { titleMost: 200, textMost: 3000, hasLinks: true, isLoudPossible: false },
    async send(message, signal) {
      const { isAllowed, retryAfterMs } = buckets.take('webhook')
      if (!isAllowed) throw new LimitedError('messages/too-many', { retryAfterMs, params: { host: client.host } })
      return { ref: await client.post(bodyOf(message, shownAs), signal), accepted: 1, refused: [] }
    },
    isThere: (ref, signal) => client.hasMessage(ref, signal),
  }
}
