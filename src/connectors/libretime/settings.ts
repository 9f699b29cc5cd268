import { z } from 'zod'
import type { Environment, FromEnvironment } from '../../connections/ports.ts'
import { readSecretFile } from '../../kernel/secret-file.ts'
import type { QueueAccess } from './playout-queue.ts'

const Address = z.url({ protocol: /^https?$/, hostname: /./ }).max(500)

/** The user stands apart, as in LibreTime's own settings: the usual name of its vhost begins with a slash, which an address can't say well. */
const QueueAddress = z
  .url({ protocol: /^amqps?$/, hostname: /./ })
  .max(500)
  .refine(isBare, 'libretime/queue-address-says-too-much')
const Name = z.string().min(1).max(200)

export const settings = z.object({
  address: Address.describe('As people open it'),
  internal_address: Address.optional().describe('As this server reaches it, past proxies and challenges'),
  rabbitmq_address: QueueAddress.optional().describe('Of its RabbitMQ; then changes are told to the playout at once'),
  rabbitmq_user: Name.default('libretime').describe('rabbitmq.user in config.yml'),
  rabbitmq_vhost: Name.default('/libretime').describe('rabbitmq.vhost in config.yml'),
})
export type LibreTimeSettings = z.output<typeof settings>

/** Where calls go: the internal address when there is one. */
export const baseOf = ({ address, internal_address: internal }: LibreTimeSettings): URL =>
  new URL(`${(internal ?? address).replace(/\/+$/, '')}/`)

function isBare(text: string): boolean {
  const { username, password, pathname, search } = new URL(text)
  return username === '' && password === '' && search === '' && (pathname === '' || pathname === '/')
}

/** How to reach the playout, when a person has said so. */
export function queueAccessOf(
  { rabbitmq_address: address, rabbitmq_user: user, rabbitmq_vhost: vhost }: LibreTimeSettings,
  password: string,
): QueueAccess | undefined {
  return address === undefined ? undefined : { url: new URL(address), user, password, vhost }
}

const INTERNAL = ['LIBRETIME_INTERNAL_URL', 'LIBRETIME_API_URL', 'LIBRETIME_URL']

const named = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === '' ? undefined : text.trim()

/** The variables that scripts around LibreTime use, the internal address first. */
export function fromEnvironment(env: Environment): FromEnvironment | undefined {
  const internal = INTERNAL.map((name) => named(env[name])).find((text) => text !== undefined)
  const address = named(env['LIBRETIME_PUBLIC_URL']) ?? internal
  if (address === undefined) return undefined
  const key = named(env['LIBRETIME_API_KEY']) ?? named(readSecretFile(env, 'LIBRETIME_API_KEY')?.text)
  return {
    name: 'LibreTime',
    settings: { address, ...(internal === undefined || internal === address ? {} : { internal_address: internal }) },
    secrets: key === undefined ? {} : { api_key: key },
  }
}
