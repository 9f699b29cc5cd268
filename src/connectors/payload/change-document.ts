import { z } from 'zod'
import { AppError, ConflictError, NotFoundError, RejectedError } from '../../kernel/errors.ts'
import type { PayloadClient } from './client.ts'
import { type AnyCollection, type Collection, findDoc, idOf, RawDoc } from './documents.ts'
import type { Mapped } from './mapping.ts'
import { at, type Doc, fromWire, isSame, put, toWire, type Value } from './values.ts'

interface Wish<Field extends string> {
  id: string
  change: Partial<Record<Field, Value>>
  /** What there is none of, when there is none. */
  noSuch(cause?: unknown): NotFoundError
  signal: AbortSignal
}

interface Step<Field extends string> {
  field: Field
  path: string
  isThere(doc: Doc): boolean
  /** Undefined when the field can't hold it. */
  wire: unknown
}

const Patched = z.object({ doc: RawDoc })

export interface Changed<Field extends string> {
  /** As it came back. */
  doc: Doc
  /** Fields that are not what was asked for, although Payload said yes. */
  dropped: Field[]
  refusal: RejectedError | undefined
}

/** Reads, writes what differs, and compares what comes back. */
export async function changeDocument<Thing, Field extends keyof Thing & string>(
  client: PayloadClient,
  collection: Collection<Thing>,
  wish: Wish<Field>,
): Promise<Changed<Field>> {
  const { id, signal } = wish
  const found = await findDoc(client, collection, { id, signal })
  if (found === undefined) throw wish.noSuch()
  const steps = stepsFor(wish.change, collection, found)
  const sent = steps.filter(({ wire, isThere }) => wire !== undefined && !isThere(found))
  const doc = sent.length === 0 ? found : await write(client, collection, { ...wish, found, sent })
  const dropped = steps.filter(({ isThere }) => !isThere(doc))
  return {
    doc,
    dropped: dropped.map(({ field }) => field),
    refusal: dropped.length === 0 ? undefined : notWritable(dropped, client.host),
  }
}

const isOneOf = <Field extends string>(change: Partial<Record<Field, Value>>, name: string): name is Field =>
  name in change

function stepsFor<Field extends string>(
  change: Partial<Record<Field, Value>>,
  { mapping, shows }: { mapping: readonly Mapped[]; shows: string },
  found: Doc,
): Step<Field>[] {
  return mapping.flatMap(({ field, path, kind }): Step<Field>[] => {
    if (!isOneOf(change, field)) return []
    const wanted = change[field]
    if (wanted === undefined) return []
    const isThere = (doc: Doc): boolean =>
      isSame(path === '' ? null : fromWire(at(doc, path), { kind, path, collection: shows }), wanted)
    return [{ field, path, isThere, wire: path === '' ? undefined : toWire(wanted, kind, at(found, path)) }]
  })
}

type Writing = Wish<string> & { found: Doc; sent: readonly Step<string>[] }

async function write(client: PayloadClient, collection: AnyCollection, writing: Writing): Promise<Doc> {
  await assertNoDraft(client, collection, writing)
  const doc = await patch(client, collection, writing)
  if (idOf(doc) === writing.id) return doc
  throw new RejectedError('payload/another-document', {
    params: { host: client.host, path: collection.slug, documentId: writing.id },
  })
}

async function patch(
  client: PayloadClient,
  { slug }: AnyCollection,
  { id, signal, sent, noSuch }: Writing,
): Promise<Doc> {
  const json: Record<string, unknown> = {}
  for (const { path, wire } of sent) put(json, path, wire)
  try {
    const path = `${slug}/${encodeURIComponent(id)}`
    // QUIRK(payload 3.48.0): with `select` a change is 500 where there are drafts, and leaves half a version behind.
    const query = new URLSearchParams({ depth: '0' })
    return (await client.patch(path, Patched, { query, signal, json })).doc
  } catch (error) {
    throw error instanceof AppError && error.code === 'payload/not-found' ? noSuch(error) : error
  }
}

/**
 * QUIRK(payload 3.90.2): with drafts, a change by id is made on top of the newest draft: it takes a published document
 * off the air and shows what a person has not finished. A change by query throws that draft away instead.
 */
async function assertNoDraft(
  client: PayloadClient,
  collection: AnyCollection,
  { id, signal, found }: Writing,
): Promise<void> {
  if (found['_status'] !== 'published') return
  const newest = await findDoc(client, collection, { id, signal, version: 'draft' })
  if (newest === undefined || newest['_status'] === 'published') return
  throw new ConflictError('payload/unfinished-draft', {
    params: { host: client.host, path: collection.slug, documentId: id },
  })
}

/** Answered with 200: by a field that this key may not change, one that is none, one that can't hold it, or a hook. */
function notWritable(dropped: readonly { path: string; field: string }[], host: string): RejectedError {
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
