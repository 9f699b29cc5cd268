import { z } from 'zod'
import { InvalidInputError } from '../../kernel/errors.ts'

const Address = z.url({ protocol: /^https?$/, hostname: /./ }).max(500)

export const settings = z.object({
  /** A thread of the webhook's channel. */
  thread_id: z
    .string()
    .regex(/^\d{0,20}$/)
    .default(''),
  shown_as: z
    .string()
    .max(80)
    .refine((name) => !/clyde|discord/i.test(name))
    .default(''),
  /** An admin's own host in Discord's place. */
  other_host: z.union([z.literal(''), Address]).default(''),
})
export type DiscordSettings = z.output<typeof settings>

export interface WebhookAddress {
  origin: URL
  id: string
  token: string
}

const HOST = /^((ptb|canary)\.)?(discord|discordapp)\.com$/
const PATH = /^\/api(?:\/v\d+)?\/webhooks\/(\d{1,20})\/([\w-]{1,200})\/?$/

/**
 * Takes the address apart that Discord shows; messages and their secret go to Discord's hosts only.
 * @throws InvalidInputError `discord/bad-address`
 */
export function readAddress(text: string, { other_host: otherHost }: Pick<DiscordSettings, 'other_host'>) {
  const url = URL.parse(text.trim())
  const [, id, token] = PATH.exec(url?.pathname ?? '') ?? []
  const isDiscord = url?.protocol === 'https:' && HOST.test(url.hostname) && url.port === ''
  const isAllowed = isDiscord || (otherHost !== '' && url?.origin === new URL(otherHost).origin)
  if (url === null || !isAllowed || id === undefined || token === undefined)
    throw new InvalidInputError('discord/bad-address', { status: 422 })
  return { origin: new URL(url.origin), id, token } satisfies WebhookAddress
}
