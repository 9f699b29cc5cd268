import { z } from 'zod'
import type { Fact, Rung } from '../../connections/ports.ts'
import { AppError, RejectedError } from '../../kernel/errors.ts'
import { knock } from './aired-cms.ts'
import type { PayloadClient } from './client.ts'
import { isWritten, type Mapped } from './mapping.ts'
import { episodesIn, showsIn } from './episodes.ts'
import type { PayloadSettings } from './settings.ts'
import { type Doc, isDoc } from './values.ts'

const Access = z.object({ collections: z.record(z.string(), z.custom<Doc>(isDoc)) })

/** What must hold for reading and writing episodes, from the outside in. None of it changes anything there. */
export function rungsOf(client: PayloadClient, settings: PayloadSettings): readonly Rung[] {
  return [
    { id: 'answer', climb: (signal) => answers(client, signal) },
    { id: 'key', climb: (signal) => takesKey(client, signal) },
    // QUIRK(payload 3.90.2): no answer names the version, with or without a key.
    { id: 'version', climb: async () => ({ code: 'payload-version-unknown', params: {} }) },
    { id: 'rights', climb: (signal) => mayWrite(client, settings, signal) },
  ]
}

async function answers(client: PayloadClient, signal: AbortSignal): Promise<Fact> {
  await client.get('access', Access, { signal })
  return { code: 'payload-answers', params: {} }
}

async function takesKey(client: PayloadClient, signal: AbortSignal): Promise<Fact> {
  const { name } = await client.whoAmI(signal)
  return { code: 'payload-key', params: { name } }
}

export async function mayWrite(client: PayloadClient, settings: PayloadSettings, signal: AbortSignal): Promise<Fact> {
  const episodes = episodesIn(settings)
  const shows = showsIn(settings)
  for (const { slug, mapping } of [episodes, shows]) await assertFieldsExist(client, { slug, mapping, signal })
  const { collections } = await client.get('access', Access, { signal })
  const granted = collections[episodes.slug]
  if (granted === undefined || !isGranted(granted['update']))
    throw new RejectedError('payload/not-allowed', {
      params: { host: client.host, path: episodes.slug, said: 'update' },
    })
  const paths = pathsOf(episodes.mapping.filter(isWritten))
  const numbers = pathsOf(shows.mapping.filter(({ field }) => field === 'playoutShowId'))
  const ofShows = collections[shows.slug]
  const refused = [
    ...paths.filter((path) => !mayUpdate(granted['fields'], path)),
    ...numbers.filter((path) => !isGranted(ofShows?.['update']) || !mayUpdate(ofShows?.['fields'], path)),
  ]
  if (refused.length > 0)
    throw new RejectedError('payload/field-not-writable', {
      params: { host: client.host, field: refused.join(', ') },
      fields: refused.map((field) => ({
        pointer: `/${field.replaceAll('.', '/')}`,
        code: 'payload/field-not-writable',
        params: { host: client.host, field },
      })),
    })
  if (settings.writes_aired) await knock(client, signal)
  // With a condition the answer is another one for each document.
  const code = granted['update'] === true ? 'payload-rights' : 'payload-rights-some'
  return { code, params: { count: paths.length + numbers.length } }
}

const pathsOf = (mapping: readonly Mapped[]): string[] => mapping.flatMap(({ path }) => (path === '' ? [] : [path]))

/** Asks for documents by all fields at once: a field that is none, or can't be read, is named by the refusal. */
async function assertFieldsExist(
  client: PayloadClient,
  { slug, mapping, signal }: { slug: string; mapping: readonly Mapped[]; signal: AbortSignal },
): Promise<void> {
  const known = mapping.filter(({ path }) => path !== '')
  const relations = known.filter(({ kind }) => kind === 'relation')
  const others = known.filter(({ kind }) => kind !== 'relation')
  await askByAll(client, { slug, mapping: others, signal })
  try {
    await askByAll(client, { slug, mapping: relations, signal })
  } catch (error) {
    // QUIRK(payload 3.90.2): a relation to one of several collections can't be asked for, with 500; an unknown one is 400.
    if (!(error instanceof AppError) || error.code !== 'remote/failed') throw error
  }
}

async function askByAll(
  client: PayloadClient,
  { slug, mapping, signal }: { slug: string; mapping: readonly Mapped[]; signal: AbortSignal },
): Promise<void> {
  const query = new URLSearchParams({ depth: '0', limit: '1', 'select[id]': 'true' })
  for (const [index, { path }] of mapping.entries()) query.set(`where[and][${index}][${path}][exists]`, 'true')
  await client.get(slug, z.object({ docs: z.array(z.unknown()) }), { query, signal })
}

/** `true`, or a condition that some documents meet. */
const isGranted = (grant: unknown): boolean => grant === true || (isDoc(grant) && grant['permission'] === true)

/** QUIRK(payload 3.90.2): what is allowed in full is `true`, from the top down; what is refused is left out. */
function mayUpdate(fields: unknown, path: string): boolean {
  let grants = fields
  for (const name of path.split('.')) {
    if (grants === true) return true
    const grant = isDoc(grants) ? grants[name] : undefined
    if (grant === true) return true
    if (!isDoc(grant) || !isGranted(grant['update'])) return false
    grants = grant['fields']
  }
  return true
}
