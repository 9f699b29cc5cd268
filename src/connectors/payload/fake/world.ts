import { createFaults, type Faults } from './faults.ts'
import { createRows, type Effect, type Rows } from './rows.ts'
import { type Person, SCHEMAS } from './schema.ts'

export interface World {
  rows: ReadonlyMap<string, Rows>
  people: readonly Person[]
  faults: Faults
  effects: Effect[]
}

export function createWorld({ people, now }: { people: readonly Person[]; now(): number }): World {
  const effects: Effect[] = []
  const rows = SCHEMAS.map((schema): [string, Rows] => {
    const note = (effect: Omit<Effect, 'at' | 'collection'>): void =>
      void effects.push({ ...effect, at: now(), collection: schema.slug })
    return [schema.slug, createRows(schema, { now, note })]
  })
  return { rows: new Map(rows), people, faults: createFaults(), effects }
}

/** QUIRK(payload 3): whoever is not known by their key is a stranger, never refused for that. */
export function personIn({ people, faults }: World, authorization: string | undefined): Person | undefined {
  const key = /^users API-Key (.+)$/.exec(authorization ?? '')?.[1]
  if (faults.has('keys-forgotten')) return undefined
  const person = people.find((one) => one.key === key)
  return person !== undefined && faults.has('demoted') ? { ...person, role: 'reader' } : person
}
