import { z } from 'zod'
import { RejectedError, UnavailableError } from '../../kernel/errors.ts'
import type { PayloadClient } from './client.ts'
import type { Mapped } from './mapping.ts'
import { type Doc, fromWire, at, isDoc, type Value } from './values.ts'

export const RawDoc = z.custom<Doc>(isDoc)
const List = z.object({
  docs: z.array(RawDoc),
  totalDocs: z.number().int(),
  page: z.number().int(),
  hasNextPage: z.boolean(),
})

/** A collection as this connector reads it. */
export interface Collection<Name extends string> {
  slug: string
  /** Where relations to shows lead. */
  shows: string
  mapping: readonly Mapped<Name>[]
}

export interface RawPage {
  docs: Doc[]
  total: number
  nextPage: number | null
}

const PAGE_SIZE = 100
/** A list that changes while it is read is read again so often. */
const MOST_READINGS = 3

export const idOf = (doc: Doc): string | undefined =>
  typeof doc['id'] === 'string' || typeof doc['id'] === 'number' ? String(doc['id']) : undefined

/** What is read: no relation is followed, and nothing comes that is not used. */
function selection(mapping: readonly Mapped<string>[]): URLSearchParams {
  const query = new URLSearchParams({ depth: '0', 'select[id]': 'true', 'select[_status]': 'true' })
  for (const { path } of mapping) if (path !== '') query.set(`select${bracketed(path)}`, 'true')
  return query
}

const bracketed = (path: string): string =>
  path
    .split('.')
    .map((name) => `[${name}]`)
    .join('')

export function valuesOf<Name extends string>(doc: Doc, { mapping, shows }: Collection<Name>): Record<Name, Value> {
  const values = mapping.map(({ field, path, kind }) => {
    const raw = path === '' ? null : at(doc, path)
    return [field, fromWire(raw, { kind, path, collection: shows })] as const
  })
  return Object.fromEntries(values) as Record<Name, Value>
}

/**
 * A document whose id is exactly this.
 * QUIRK(payload 3.90.2): with numeric ids, GET and PATCH of `/episodes/1abc` are those of episode 1, and an id of
 * another shape is 500; a query by id does neither.
 * @param version `draft`: with a person's changes that are not published yet
 */
export async function findDoc(
  client: PayloadClient,
  { slug, mapping }: Collection<string>,
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
  { slug, mapping }: Collection<string>,
  { where, signal, page }: ListWish & { page: { number: number; size: number } },
): Promise<RawPage> {
  const query = selection(mapping)
  for (const [name, value] of where) query.append(name, value)
  query.set('sort', 'id')
  query.set('limit', String(page.size))
  query.set('page', String(page.number))
  const given = await client.get(slug, List, { query, signal })
  return { docs: given.docs, total: given.totalDocs, nextPage: given.hasNextPage ? page.number + 1 : null }
}

/** All pages; each document once. @throws UnavailableError `payload/list-moved` when it changes faster than it is read */
export async function listAll(client: PayloadClient, collection: Collection<string>, wish: ListWish): Promise<Doc[]> {
  for (let reading = 0; reading < MOST_READINGS; reading += 1) {
    const docs = await readThrough(client, collection, wish)
    if (docs === undefined) continue
    await client.whoAmI(wish.signal)
    return docs
  }
  throw new UnavailableError('payload/list-moved', { params: { host: client.host, path: collection.slug } })
}

/** @returns undefined when rows came or went meanwhile: others may have slipped from one page to the one before */
async function readThrough(
  client: PayloadClient,
  collection: Collection<string>,
  wish: ListWish,
): Promise<Doc[] | undefined> {
  const found = new Map<string, Doc>()
  let total: number | undefined
  for (let number: number | null = 1; number !== null;) {
    const page = await listPage(client, collection, { ...wish, page: { number, size: PAGE_SIZE } })
    total ??= page.total
    if (page.total !== total || (page.docs.length === 0 && page.nextPage !== null)) return undefined
    for (const doc of page.docs) found.set(idOf(doc) ?? '', doc)
    number = page.nextPage
  }
  return found.size === total ? [...found.values()] : undefined
}
