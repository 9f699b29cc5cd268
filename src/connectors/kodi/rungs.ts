import { z } from 'zod'
import type { Fact, Rung } from '../../connections/ports.ts'
import { RejectedError } from '../../kernel/errors.ts'
import type { KodiClient } from './client.ts'
import { readVersion } from './player.ts'

const Permissions = z.record(z.string(), z.boolean())

/** Refreshes and removals go through these. */
const NEEDED = ['ReadData', 'UpdateData', 'RemoveData']

export function rungsOf(client: KodiClient): readonly Rung[] {
  return [
    { id: 'answer', climb: (signal) => answers(client, signal) },
    { id: 'version', climb: (signal) => isNewEnough(client, signal) },
    { id: 'rights', climb: (signal) => mayWrite(client, signal) },
  ]
}

/** QUIRK(kodi 20.1): without the right password nothing is answered, so this is the test of the password, too. */
async function answers(client: KodiClient, signal: AbortSignal): Promise<Fact> {
  await client.call('JSONRPC.Ping', z.literal('pong'), { signal })
  return { code: 'kodi-answers', params: {} }
}

async function isNewEnough(client: KodiClient, signal: AbortSignal): Promise<Fact> {
  const { version } = await readVersion(client, signal)
  return { code: 'kodi-version', params: { version: `${version.major}.${version.minor}` } }
}

async function mayWrite(client: KodiClient, signal: AbortSignal): Promise<Fact> {
  const may = await client.call('JSONRPC.Permission', Permissions, { signal })
  const missing = NEEDED.filter((name) => may[name] !== true)
  if (missing.length > 0)
    throw new RejectedError('kodi/not-allowed', { params: { host: client.host, method: missing.join(', ') } })
  return { code: 'kodi-rights', params: {} }
}
