import { z } from 'zod'
import type { Fact, Rung } from '../../connections/ports.ts'
import { CredentialsRefusedError } from '../../kernel/errors.ts'
import type { TmdbClient } from './client.ts'
import { Configuration } from './wire.ts'

const Whoever = z.object({ success: z.literal(true), status_code: z.literal(1) })

/** One call tells both: who answers without a key, and what the key is worth. Nothing is changed there. */
export const rungsOf = (client: TmdbClient): readonly Rung[] => [
  { id: 'answer', climb: (signal) => answers(client, signal) },
  { id: 'key', climb: (signal) => takesKey(client, signal) },
]

async function answers(client: TmdbClient, signal: AbortSignal): Promise<Fact> {
  try {
    await client.get('authentication', Whoever, { signal })
  } catch (error) {
    // It is there, and speaks as it should.
    if (!(error instanceof CredentialsRefusedError)) throw error
  }
  return { code: 'tmdb-answers', params: {} }
}

async function takesKey(client: TmdbClient, signal: AbortSignal): Promise<Fact> {
  await client.get('configuration', Configuration, { signal })
  return { code: 'tmdb-key', params: {} }
}
