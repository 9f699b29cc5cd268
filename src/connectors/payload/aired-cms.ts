import { z } from 'zod'
import { AppError, ConflictError, NotFoundError, RejectedError } from '../../kernel/errors.ts'
import type { AiredCms, AiredFacts } from '../../radio/programme/ports.ts'
import type { PayloadClient } from './client.ts'
import type { PayloadSettings } from './settings.ts'

/** Of our plugin there, below `api/`. */
const PATH = 'patchbay/aired'

const Id = z.union([z.string(), z.number()]).transform(String)
const time = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .nullish()
const count = z.number().int().nullish()
const Kept = z.object({
  doc: z.object({ id: Id, firstAiredAt: time, lastAiredAt: time, plays: count, airCount: count }),
})
const Door = z.object({ fields: z.array(z.string()) })

/** Through the plugin's door alone: no key may write these fields over REST. */
export function airedCms(client: PayloadClient, { writes_aired: isTold }: PayloadSettings): AiredCms {
  return {
    isTold,
    async find(episodeId, signal) {
      const query = new URLSearchParams({ id: episodeId })
      try {
        return factsIn(await client.get(PATH, Kept, { query, signal }), episodeId)
      } catch (error) {
        if (error instanceof AppError && error.code === 'payload/not-found') return undefined
        throw atDoor(error, client.host, episodeId)
      }
    },
    async write(episodeId, facts, signal) {
      const json = { id: episodeId, ...Object.fromEntries(Object.entries(facts).map(toWire)) }
      try {
        await client.post(PATH, Kept, { signal, json })
      } catch (error) {
        if (error instanceof AppError && error.code === 'payload/not-found')
          throw new NotFoundError('radio/no-such-episode', { params: { episodeId }, cause: error })
        throw atDoor(error, client.host, episodeId)
      }
    },
  }
}

/** @throws RejectedError `payload/no-aired-door`, or what stands in the way */
export async function knock(client: PayloadClient, signal: AbortSignal): Promise<void> {
  try {
    await client.get(PATH, Door, { signal })
  } catch (error) {
    throw atDoor(error, client.host, '')
  }
}

/** QUIRK(payload 3.90.2): where ids are numbers, `1abc` brings the document 1, which is none that was asked for. */
function factsIn({ doc }: z.output<typeof Kept>, episodeId: string): AiredFacts | undefined {
  if (doc.id !== episodeId) return undefined
  // What the collection has no field for is left out, and stays so.
  const { id: _id, ...facts } = doc
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as AiredFacts
}

const toWire = ([name, value]: [string, number | null | undefined]): [string, unknown] => [
  name,
  value !== null && value !== undefined && name.endsWith('At') ? new Date(value).toISOString() : value,
]

function atDoor(error: unknown, host: string, episodeId: string): unknown {
  if (!(error instanceof AppError)) return error
  if (error.code === 'payload/no-such-collection')
    return new RejectedError('payload/no-aired-door', { params: { host }, cause: error })
  if (error.code === 'remote/refused-it' && error.params['status'] === 409)
    return new ConflictError('payload/unfinished-draft', {
      params: { host, path: PATH, documentId: episodeId },
      cause: error,
    })
  return error
}
