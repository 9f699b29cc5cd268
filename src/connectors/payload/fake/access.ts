import type { CollectionSchema, Field, Person, Role } from './schema.ts'

type Grants = Record<string, unknown>

export const mayWrite = (person: Person | undefined): boolean => person?.role === 'staff' || person?.role === 'host'

const own: readonly Field[] = [
  { name: 'updatedAt', type: 'date' },
  { name: 'createdAt', type: 'date' },
]

const ALL = { create: true, read: true, update: true }

/** QUIRK(payload 3.90.2): what is allowed in full is `true`, what is refused is left out. */
function fieldGrants(
  fields: readonly Field[],
  { role, writes }: { role: Role | undefined; writes: boolean },
): Grants | true {
  const entries = fields.map((field): [string, unknown] => {
    if (field.fields !== undefined) {
      const inner = fieldGrants(field.fields, { role, writes })
      return [field.name, inner === true ? true : { ...(writes ? ALL : { read: true }), fields: inner }]
    }
    if (!writes) return [field.name, { read: true }]
    const isRefused = field.update !== undefined && (role === undefined || !field.update.includes(role))
    return [field.name, isRefused ? { create: true, read: true } : true]
  })
  return entries.every(([, grant]) => grant === true) ? true : Object.fromEntries(entries)
}

export function collectionGrants({ fields, drafts, ids }: CollectionSchema, person: Person | undefined): Grants {
  const writes = mayWrite(person)
  const all = [
    ...(ids === 'text' ? [{ name: 'id', type: 'text' } as const] : []),
    ...fields,
    ...own,
    ...(drafts ? [{ name: '_status', type: 'select' } as const] : []),
  ]
  return {
    fields: fieldGrants(all, { role: person?.role, writes }),
    ...(drafts && person !== undefined ? { readVersions: true } : {}),
    ...(writes ? { create: true, read: true, update: true, delete: true } : { read: true }),
  }
}
