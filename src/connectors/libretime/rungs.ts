import { z } from 'zod'
import type { Fact, Rung } from '../../connections/ports.ts'
import { AppError, RejectedError, UnavailableError } from '../../kernel/errors.ts'
import type { LibreTimeClient } from './client.ts'

const PROBE = { deadlineMs: 15_000, maxBytes: 1 << 20 }
/** The sum of nothing that could be in a library. */
const NO_SUCH_MD5 = '0'.repeat(32)

/** What must hold for uploads and plans, from the outside in. None of it changes anything there. */
export function rungsOf(client: LibreTimeClient): readonly Rung[] {
  return [
    { id: 'answer', climb: (signal) => answers(client, signal) },
    { id: 'key', climb: (signal) => takesKey(client, signal) },
    { id: 'version', climb: (signal) => isNewEnough(client, signal) },
    { id: 'rights', climb: (signal) => takesUploads(client, signal) },
  ]
}

async function answers(client: LibreTimeClient, signal: AbortSignal): Promise<Fact> {
  const reply = await client.get('api/v2/version', z.object({ api_version: z.string().max(20) }), {
    ...PROBE,
    door: 'open',
    signal,
  })
  return { code: 'libretime-answers', params: { version: reply.api_version } }
}

async function takesKey(client: LibreTimeClient, signal: AbortSignal): Promise<Fact> {
  const libraries = await client.get('api/v2/libraries', z.array(z.object({ id: z.number() })), { ...PROBE, signal })
  return { code: 'libretime-key', params: { count: libraries.length } }
}

/**
 * QUIRK(libretime 4.5): no answer names the release. The filter by md5 came with 4.3, as did rows that can be planned:
 * before, the parameter is ignored and the whole library comes back.
 */
async function isNewEnough(client: LibreTimeClient, signal: AbortSignal): Promise<Fact> {
  const tooOld = new RejectedError('libretime/too-old', { params: { host: client.base.host } })
  try {
    const found = await client.get(`api/v2/files?md5=${NO_SUCH_MD5}`, z.array(z.unknown()), { ...PROBE, signal })
    if (found.length > 0) throw tooOld
  } catch (error) {
    throw error instanceof AppError && error.code === 'remote/too-long' ? tooOld : error
  }
  return { code: 'libretime-version', params: {} }
}

/** The application behind uploads is another one than the API, and fails on its own. */
async function takesUploads(client: LibreTimeClient, signal: AbortSignal): Promise<Fact> {
  try {
    await client.send('GET', 'rest/media?limit=1', { ...PROBE, door: 'rest', signal })
  } catch (error) {
    if (error instanceof AppError && error.code === 'remote/gateway')
      throw new UnavailableError('libretime/upload-door-down', { params: error.params, cause: error })
    throw error
  }
  return { code: 'libretime-rights', params: {} }
}
