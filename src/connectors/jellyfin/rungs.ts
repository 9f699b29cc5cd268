import type { Fact, Rung } from '../../connections/ports.ts'
import { RejectedError } from '../../kernel/errors.ts'
import type { JellyfinClient } from './client.ts'
import { Info } from './player.ts'
import { listRoots } from './roots.ts'

export function rungsOf(client: JellyfinClient): readonly Rung[] {
  return [
    { id: 'answer', climb: (signal) => answers(client, signal) },
    { id: 'key', climb: (signal) => takesKey(client, signal) },
    { id: 'version', climb: (signal) => version(client, signal) },
    { id: 'rights', climb: (signal) => mayAsk(client, signal) },
  ]
}

async function answers(client: JellyfinClient, signal: AbortSignal): Promise<Fact> {
  const { ProductName } = await client.get('System/Info/Public', Info, { signal })
  if (!/jellyfin|emby/i.test(ProductName ?? ''))
    throw new RejectedError('jellyfin/not-jellyfin', { params: { host: client.host, product: ProductName ?? '' } })
  return { code: 'jellyfin-answers', params: { product: ProductName ?? '' } }
}

async function takesKey(client: JellyfinClient, signal: AbortSignal): Promise<Fact> {
  const { ServerName } = await client.get('System/Info', Info, { signal })
  return { code: 'jellyfin-key', params: { name: ServerName ?? '' } }
}

async function version(client: JellyfinClient, signal: AbortSignal): Promise<Fact> {
  const { Version } = await client.get('System/Info/Public', Info, { signal })
  return { code: 'jellyfin-version', params: { version: Version } }
}

/** Without an administrator's key its folders can't be compared with ours. */
async function mayAsk(client: JellyfinClient, signal: AbortSignal): Promise<Fact> {
  const roots = await listRoots(client, signal)
  return roots === undefined
    ? { code: 'jellyfin-rights-some', params: {} }
    : { code: 'jellyfin-rights', params: { count: roots.length } }
}
