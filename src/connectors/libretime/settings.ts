import { z } from 'zod'
import type { Environment, FromEnvironment } from '../../connections/ports.ts'
import { readSecretFile } from '../../kernel/secret-file.ts'

const Address = z.url({ protocol: /^https?$/, hostname: /./ }).max(500)

export const settings = z.object({
  address: Address.describe('As people open it'),
  internal_address: Address.optional().describe('As this server reaches it, past proxies and challenges'),
})
export type LibreTimeSettings = z.output<typeof settings>

/** Where calls go: the internal address when there is one. */
export const baseOf = ({ address, internal_address: internal }: LibreTimeSettings): URL =>
  new URL(`${(internal ?? address).replace(/\/+$/, '')}/`)

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
