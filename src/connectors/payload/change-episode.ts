import { z } from 'zod'
import { AppError, ConflictError, NotFoundError, RejectedError } from '../../kernel/errors.ts'
import type { EpisodeChange, EpisodeChanged, EpisodeField } from '../../radio/programme/ports.ts'
import type { PayloadClient } from './client.ts'
import { findDoc, idOf, RawDoc } from './documents.ts'
import { isWritten } from './mapping.ts'
import { type Episodes, toEpisode } from './episodes.ts'
import { at, type Doc, fromWire, isSame, put, toWire, type Value } from './values.ts'

interface Wish {
  episodeId: string
  change: EpisodeChange
  signal: AbortSignal
}

interface Step {
  field: EpisodeField
  path: string
  wanted: Value
  isThere(doc: Doc): boolean
  /** Undefined when the field can't hold it. */
  wire: unknown
}

const Patched = z.object({ doc: RawDoc })

/** Reads, writes what differs, and compares what comes back. */
export async function changeEpisode(client: PayloadClient, episodes: Episodes, wish: Wish): Promise<EpisodeChanged> {
  const { episodeId, signal } = wish
  const found = await findDoc(client, episodes, { id: episodeId, signal })
  if (found === undefined) throw noSuchEpisode(episodeId)
  const steps = stepsFor(wish.change, episodes, found)
  const sent = steps.filter(({ wire, isThere }) => wire !== undefined && !isThere(found))
  const doc = sent.length === 0 ? found : await write(client, episodes, { ...wish, found, sent })
  const dropped = steps.filter(({ isThere }) => !isThere(doc))
  return {
    changed: toEpisode(doc, episodes),
    dropped: dropped.map(({ field }) => field),
    refusal: dropped.length === 0 ? undefined : notWritable(dropped, client.host),
  }
}

const noSuchEpisode = (episodeId: string, cause?: unknown) =>
  new NotFoundError('radio/no-such-episode', { params: { episodeId }, cause })

function stepsFor(change: EpisodeChange, { mapping, shows }: Episodes, found: Doc): Step[] {
  return mapping.filter(isWritten).flatMap(({ field, path, kind }): Step[] => {
    const wanted = change[field]
    if (wanted === undefined) return []
    const isThere = (doc: Doc): boolean =>
      isSame(path === '' ? null : fromWire(at(doc, path), { kind, path, collection: shows }), wanted)
    return [{ field, path, wanted, isThere, wire: path === '' ? undefined : toWire(wanted, kind, at(found, path)) }]
  })
}

async function write(
  client: PayloadClient,
  episodes: Episodes,
  { episodeId, signal, found, sent }: Wish & { found: Doc; sent: readonly Step[] },
): Promise<Doc> {
  await assertNoDraft(client, episodes, { episodeId, signal, found })
  const json: Record<string, unknown> = {}
  for (const { path, wire } of sent) put(json, path, wire)
  const { doc } = await patch(client, { episodes, episodeId, signal, json })
  if (idOf(doc) === episodeId) return doc
  throw new RejectedError('payload/another-document', { params: { host: client.host, path: episodes.slug, episodeId } })
}

async function patch(
  client: PayloadClient,
  { episodes, episodeId, signal, json }: { episodes: Episodes; episodeId: string; signal: AbortSignal; json: unknown },
): Promise<z.output<typeof Patched>> {
  try {
    const path = `${episodes.slug}/${encodeURIComponent(episodeId)}`
    // QUIRK(payload 3.48.0): with `select` a change is 500 where there are drafts, and leaves half a version behind.
    return await client.patch(path, Patched, { query: new URLSearchParams({ depth: '0' }), signal, json })
  } catch (error) {
    throw error instanceof AppError && error.code === 'payload/not-found' ? noSuchEpisode(episodeId, error) : error
  }
}

/**
 * QUIRK(payload 3.90.2): with drafts, a change by id is made on top of the newest draft: it takes a published document
 * off the air and shows what a person has not finished. A change by query throws that draft away instead.
 */
async function assertNoDraft(
  client: PayloadClient,
  episodes: Episodes,
  { episodeId, signal, found }: { episodeId: string; signal: AbortSignal; found: Doc },
): Promise<void> {
  if (found['_status'] !== 'published') return
  const newest = await findDoc(client, episodes, { id: episodeId, signal, version: 'draft' })
  if (newest === undefined || newest['_status'] === 'published') return
  throw new ConflictError('payload/unfinished-draft', { params: { host: client.host, episodeId } })
}

/** Answered with 200: by a field that this key may not change, one that is none, one that can't hold it, or a hook. */
function notWritable(dropped: readonly Step[], host: string): RejectedError {
  const names = dropped.map(({ path, field }) => path || field)
  return new RejectedError('payload/field-not-writable', {
    params: { host, field: names.join(', ') },
    fields: names.map((name) => ({
      pointer: `/${name.replaceAll('.', '/')}`,
      code: 'payload/field-not-writable',
      params: { host, field: name },
    })),
  })
}
