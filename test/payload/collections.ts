import { type CollectionSchema, type Field, PEOPLE, SCHEMAS } from '../../src/connectors/payload/fake/schema.ts'

/** What an access function gets. */
interface Asked {
  req: { user: { role?: string } | null }
}

const anyone = (): boolean => true
const writers = ({ req }: Asked): boolean => req.user?.role === 'staff' || req.user?.role === 'host'
const access = { read: anyone, create: writers, update: writers, delete: writers }

function toField(field: Field): Record<string, unknown> & { name: string } {
  const { name, type, required, options, relationTo, fields, update, refuses } = field
  const known = {
    name,
    type,
    ...(required === undefined ? {} : { required }),
    ...(field.default === undefined ? {} : { defaultValue: field.default }),
    ...(options === undefined ? {} : { options }),
    ...(relationTo === undefined ? {} : { relationTo }),
    ...(fields === undefined ? {} : { fields: fields.map(toField) }),
  }
  const validate = (value: unknown, { operation }: { operation: string }): string | true =>
    operation === 'update' && value === refuses?.value ? (refuses?.message ?? '') : true
  const mayUpdate = ({ req }: Asked): boolean => update?.some((role) => role === req.user?.role) ?? true
  return {
    ...known,
    ...(refuses === undefined ? {} : { validate }),
    ...(update === undefined ? {} : { access: { update: mayUpdate } }),
  }
}

const toCollection = ({ slug, ids, drafts, fields }: CollectionSchema) => ({
  slug,
  access,
  ...(drafts ? { versions: { drafts: true } } : {}),
  fields: [...(ids === 'text' ? [{ name: 'id', type: 'text' }] : []), ...fields.map(toField)],
})

const users = {
  slug: 'users',
  auth: { useAPIKey: true },
  access: { read: ({ req }: Asked) => req.user !== null },
  fields: [{ name: 'role', type: 'select', options: PEOPLE.map(({ role }) => role) }],
}

/** The double's collections, as a real Payload is told of them. */
export const collections = [users, ...SCHEMAS.map(toCollection)]

const nobody = { update: () => false }
const AIR_FIELDS = [
  { name: 'firstAiredAt', type: 'date', access: nobody },
  { name: 'lastAiredAt', type: 'date', access: nobody },
  { name: 'plays', type: 'number', access: nobody },
  { name: 'airCount', type: 'number', access: nobody },
]

/** With all fields of when an episode was on air, which no key may write. */
export const withAirFields = (known: readonly { slug: string; fields: { name: string }[] }[]): object[] =>
  known.map((collection) => {
    if (!['episodes', 'broadcasts'].includes(collection.slug)) return collection
    const own = collection.fields.filter(({ name }) => !AIR_FIELDS.some((field) => field.name === name))
    return { ...collection, fields: [...own, ...AIR_FIELDS] }
  })

export const people = PEOPLE.map(({ role, email, key }) => ({
  email,
  role,
  password: 'only-for-tests',
  enableAPIKey: true,
  apiKey: key,
}))

const keyOf = (role: string): string => people.find((person) => person.role === role)?.apiKey ?? ''
export const KEYS = { staff: keyOf('staff'), host: keyOf('host'), reader: keyOf('reader') }
