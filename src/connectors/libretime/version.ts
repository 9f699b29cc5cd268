import { z } from 'zod'
import { readJson } from '../../kernel/egress/answers.ts'
import { RejectedError } from '../../kernel/errors.ts'
import type { LibreTimeClient } from './client.ts'

const DEADLINE_MS = 15_000
const BEGINNING_BYTES = 1 << 20
/** The sum of nothing that could be in a library. */
const NO_SUCH_MD5 = '0'.repeat(32)
const Rows = z.array(z.object({ id: z.number().int() }))

/**
 * Whether it is 4.3 or newer.
 * QUIRK(libretime 4.5): no answer names the release. The filter by md5 came with 4.3, as did rows that can be planned:
 * before, the parameter is passed over and the whole library comes back.
 */
export async function isNewEnough(client: LibreTimeClient, signal: AbortSignal): Promise<boolean> {
  const answer = await client.send('GET', `api/v2/files?md5=${NO_SUCH_MD5}`, {
    deadlineMs: DEADLINE_MS,
    maxBytes: BEGINNING_BYTES,
    isCut: true,
    signal,
  })
  if (answer.bytes.length < BEGINNING_BYTES) return readJson(answer, Rows, { host: client.base.host }).length === 0
  if (isLibrary(answer.bytes)) return false
  throw new RejectedError('remote/too-long', { params: { maxBytes: BEGINNING_BYTES } })
}

/** The beginning of a list of files, and not of anything else that is long. */
const isLibrary = (bytes: Buffer): boolean =>
  /^\[\s*\{[^}]*"import_status"\s*:/.test(bytes.subarray(0, 8192).toString('latin1'))
