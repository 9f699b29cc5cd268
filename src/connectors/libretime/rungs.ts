import { z } from 'zod'
import type { Fact, Rung } from '../../connections/ports.ts'
import { AppError, RejectedError, UnavailableError } from '../../kernel/errors.ts'
import type { LibreTimeClient } from './client.ts'
import type { PlayoutQueue } from './playout-queue.ts'
import { isNewEnough } from './version.ts'

const PROBE = { deadlineMs: 15_000, maxBytes: 1 << 20 }
const Rows = z.array(z.object({ id: z.number().int() }))

/** What must hold for uploads and plans, from the outside in. None of it changes anything there. */
export function rungsOf(client: LibreTimeClient, queue?: PlayoutQueue): readonly Rung[] {
  return [
    { id: 'answer', climb: (signal) => answers(client, signal) },
    { id: 'key', climb: (signal) => takesKey(client, signal) },
    { id: 'version', climb: (signal) => isRecent(client, signal) },
    { id: 'rights', climb: (signal) => hasRights(client, queue, signal) },
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
  const libraries = await client.get('api/v2/libraries', Rows, { ...PROBE, signal })
  return { code: 'libretime-key', params: { count: libraries.length } }
}

async function isRecent(client: LibreTimeClient, signal: AbortSignal): Promise<Fact> {
  if (await isNewEnough(client, signal)) return { code: 'libretime-version', params: {} }
  throw new RejectedError('libretime/too-old', { params: { host: client.base.host } })
}

async function hasRights(client: LibreTimeClient, queue: PlayoutQueue | undefined, signal: AbortSignal): Promise<Fact> {
  await takesUploads(client, signal)
  if (queue === undefined) return { code: 'libretime-rights', params: {} }
  await queue.probe(signal)
  return { code: 'libretime-rights-and-playout', params: {} }
}

/** The application behind uploads is another one than the API, and fails on its own. */
async function takesUploads(client: LibreTimeClient, signal: AbortSignal): Promise<void> {
  try {
    await client.get('rest/media?limit=1', Rows, { ...PROBE, door: 'rest', signal })
  } catch (error) {
    if (error instanceof AppError && error.code === 'remote/gateway')
      throw new UnavailableError('libretime/upload-door-down', { params: error.params, cause: error })
    throw error
  }
}
