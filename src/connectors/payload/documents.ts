import { z } from 'zod'
import { RejectedError } from '../../kernel/errors.ts'
import type { PayloadClient } from './client.ts'
import type { Mapped, MappedIn } from './mapping.ts'
import { type Doc, fromWire, at, isDoc } from './values.ts'

export const RawDoc = z.custom<Doc>(isDoc)
const List = z.object({
  docs: z.array(RawDoc),
  totalDocs: z.number().int(),
  page: z.number().int(),
  hasNextPage: z.boolean(),
})

/** A collection as this connector reads it; `mapping` has each field of the thing once. */
export interface Collection<Thing> {
  slug: string
  /** Where relations to shows lead. */
  shows: string
  mapping: readonly MappedIn<Thing>[]
}

/** The same, whatever its things are. */
export interface AnyCollection {
  slug: string
  mapping: readonly Mapped[]
}

export interface RawPage {
  docs: Doc[]
  nextPage: number | null
}

/** 2,000 episodes are 1 MB. */
const LIST_MS = 2 * 60_000

export const idOf = (doc: Doc): string | undefined =>
  typeof doc['id'] === 'string' || typeof doc['id'] === 'number' ? String(doc['id']) : undefined

/** What is read: no relation is followed, and nothing comes that is not used. */
function selection(mapping: readonly Mapped[]): URLSearchParams {
  const query = new URLSearchParams({ depth: '0', 'select[id]': 'true', 'select[_status]': 'true' })
  for (const { path } of mapping) if (path !== '') query.set(`select${bracketed(path)}`, 'true')
  return query
}

const bracketed = (path: string): string =>
  path
    .split('.')
    .map((name) => `[${name}]`)
    .join('')

export function valuesOf<Thing>(
  doc: Doc,
  { mapping, shows }: Collection<Thing>,
): { [Field in keyof Thing]: Thing[Field] | null } {
  const values = mapping.map(({ field, path, kind }) => {
    const raw = path === '' ? null : at(doc, path)
    return [field, fromWire(raw, { kind, path, collection: shows })] as const
  })
  return Object.fromEntries(values) as { [Field in keyof Thing]: Thing[Field] | null }
}

/**
 * A document whose id is exactly this.
 * QUIRK(payload 3.90.2): with numeric ids, GET and PATCH of `/episodes/1abc` are those of episode 1, and an id of
 * another shape is 500; a query by id does neither.
 * @param version `draft`: with a person's changes that are not published yet
 */
export async function findDoc(
  client: PayloadClient,
  { slug, mapping }: AnyCollection,
  { id, signal, version = 'main' }: { id: string; signal: AbortSignal; version?: 'main' | 'draft' },
): Promise<Doc | undefined> {
  const query = selection(mapping)
  query.set('where[id][equals]', id)
  query.set('limit', '2')
  if (version === 'draft') query.set('draft', 'true')
  const { docs } = await client.get(slug, List, { query, signal })
  await client.whoAmI(signal)
  const found = docs.find((doc) => idOf(doc) === id)
  // Where ids are numbers, `01` brings 1, which is another id to us. Anything else was not asked for.
  if (found === undefined && docs.some((doc) => Number(idOf(doc)) !== Number(id)))
    throw new RejectedError('payload/filter-ignored', { params: { host: client.host, path: slug } })
  return found
}

export interface ListWish {
  where: readonly (readonly [string, string])[]
  signal: AbortSignal
}

export async function listPage(
  client: PayloadClient,
  { slug, mapping }: AnyCollection,
  { where, signal, page }: ListWish & { page: { number: number; size: number } },
): Promise<RawPage> {
  const query = selection(mapping)
  for (const [name, value] of where) query.append(name, value)
  query.set('sort', 'id')
  query.set('limit', String(page.size))
  query.set('page', String(page.number))
  const given = await client.get(slug, List, { query, signal })
  return { docs: given.docs, nextPage: given.hasNextPage ? page.number + 1 : null }
}

/**
 * All of them in one answer: from page to page a document would be passed over when one before it goes meanwhile.
 * @throws RejectedError `payload/list-incomplete` when the answer is only a part
 */
export async function listAll(
  client: PayloadClient,
  { slug, mapping }: AnyCollection,
  { where, signal }: ListWish,
): Promise<Doc[]> {
  const query = selection(mapping)
  for (const [name, value] of where) query.append(name, value)
  query.set('sort', 'id')
  query.set('pagination', 'false')
  const given = await client.get(slug, List, { query, signal, deadlineMs: LIST_MS })
  await client.whoAmI(signal)
  if (given.hasNextPage || given.docs.length !== given.totalDocs)
    throw new RejectedError('payload/list-incomplete', { params: { host: client.host, path: slug } })
  return given.docs
}
