import { type Audit, nameKey } from '../../../access/index.ts'
import type { Db, Reader, Tx } from '../../../db/db.ts'
import { lockInTx } from '../../../db/lock-in-tx.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { assertVersion } from '../../../kernel/etag.ts'
import { ConflictError, NotFoundError } from '../../../kernel/errors.ts'
import { dayAt } from '../../../kernel/time.ts'
import type { EventLog } from '../../../live/event-log.ts'
import { getStation } from '../../stations/index.ts'
import { forgetDaysBefore } from '../grid/store.ts'
import { assertFacts, wrong } from './check-facts.ts'
import { type FactsOf, type Kind, MOST_OF_KIND, referencesOf, type Thing } from './model.ts'
import { deleteThing, findThing, findThingByName, insertThing, listThings, updateThing } from './store.ts'
import { usesOf } from './uses.ts'

export interface MusicDeps {
  db: Db
  clock: Clock
  events: EventLog
  audit: Audit
}

export interface By {
  actor: string
  address?: string
}
export type Editor = By & { ifMatch: string | undefined }

const MISSING: Readonly<Record<Kind, string>> = {
  clock: 'radio/no-such-clock',
  category: 'radio/no-such-category',
  cart: 'radio/no-such-cart',
  daypart: 'radio/no-such-daypart',
}

/** @throws NotFoundError */
export async function getThing<K extends Kind>(reader: Reader, kind: K, id: number): Promise<Thing<K>> {
  const found = await findThing(reader, kind, id)
  if (found === undefined) throw new NotFoundError(MISSING[kind], { params: { id } })
  return found
}

/** One writer of what a station's clocks are made of at a time: names stay single, and nothing in use goes. */
export const lockMusic = (tx: Tx, stationId: number): Promise<void> => lockInTx(tx, `radio.music:${stationId}`)

export function addThing<K extends Kind>(deps: MusicDeps, kind: K) {
  return (stationId: number, { name, facts }: { name: string; facts: FactsOf[K] }, by: By): Promise<Thing<K>> =>
    deps.db.tx(async (tx) => {
      await lockMusic(tx, stationId)
      return addInTx(deps, tx, { kind, stationId, name, facts, by })
    })
}

interface Adding<K extends Kind> {
  kind: K
  stationId: number
  name: string
  facts: FactsOf[K]
  by: By
}

/** For a caller that holds the lock. */
export async function addInTx<K extends Kind>(
  deps: MusicDeps,
  tx: Tx,
  { kind, stationId, name, facts, by }: Adding<K>,
): Promise<Thing<K>> {
  await getStation(tx, stationId)
  await assertUsable(tx, { kind, stationId, name, facts })
  if ((await listThings(tx, kind, stationId)).length >= MOST_OF_KIND)
    throw new ConflictError('radio/too-many-of-kind', { params: { most: MOST_OF_KIND } })
  const now = deps.clock.now()
  const thing = await insertThing(tx, { kind, stationId, name, nameKey: nameKey(name), facts }, now)
  await tell(deps, tx, { what: 'added', thing, by })
  return thing
}

export function changeThing<K extends Kind>(deps: MusicDeps, kind: K) {
  return (
    id: number,
    change: { name?: string | undefined; facts: Partial<FactsOf[K]> },
    by: Editor,
  ): Promise<Thing<K>> =>
    deps.db.tx(async (tx) => {
      await lockMusic(tx, (await getThing(tx, kind, id)).stationId)
      const before = await getThing(tx, kind, id)
      assertVersion(by.ifMatch, String(before.version))
      const wanted = { ...before, name: change.name ?? before.name, facts: { ...before.facts, ...change.facts } }
      await assertUsable(tx, { ...wanted, own: id })
      const thing = await updateThing(tx, { ...wanted, nameKey: nameKey(wanted.name) }, deps.clock.now())
      await tell(deps, tx, { what: 'changed', thing, by })
      return thing
    })
}

export function copyThing<K extends Kind>(deps: MusicDeps, kind: K) {
  return (id: number, name: string, by: By): Promise<Thing<K>> =>
    deps.db.tx(async (tx) => {
      await lockMusic(tx, (await getThing(tx, kind, id)).stationId)
      const { stationId, facts } = await getThing(tx, kind, id)
      return addInTx(deps, tx, { kind, stationId, name, facts, by })
    })
}

export function removeThing(deps: MusicDeps, kind: Kind) {
  return (id: number, by: By): Promise<void> =>
    deps.db.tx(async (tx) => {
      const { stationId } = await getThing(tx, kind, id)
      await lockMusic(tx, stationId)
      const thing = await getThing(tx, kind, id)
      const { timeZone } = await getStation(tx, stationId)
      await forgetDaysBefore(tx, stationId, dayAt(deps.clock.now(), timeZone))
      const uses = (await usesOf(tx, stationId)).of(kind, id)
      if (uses.length > 0)
        throw new ConflictError('radio/music-in-use', { params: { name: thing.name, by: uses.join(', ') } })
      await deleteThing(tx, kind, id)
      await tell(deps, tx, { what: 'removed', thing, by })
    })
}

interface Wanted {
  kind: Kind
  stationId: number
  name: string
  facts: FactsOf[Kind]
  own?: number
}

/** @throws ConflictError for a name that is taken; InvalidInputError for facts that can't be, or that name what is not there */
async function assertUsable(tx: Tx, { kind, stationId, name, facts, own }: Wanted): Promise<void> {
  assertFacts(kind, facts)
  const other = await findThingByName(tx, kind, { stationId, nameKey: nameKey(name) })
  if (other !== undefined && other.id !== own) {
    const code = 'radio/music-name-taken'
    throw new ConflictError(code, {
      params: { name: other.name },
      fields: [{ pointer: '/name', code, params: { name: other.name } }],
    })
  }
  const known = new Map<Kind, Set<number>>()
  for (const reference of referencesOf(kind, facts)) {
    const ids =
      known.get(reference.kind) ?? new Set((await listThings(tx, reference.kind, stationId)).map(({ id }) => id))
    known.set(reference.kind, ids)
    if (!ids.has(reference.id)) throw wrong(MISSING[reference.kind], reference.pointer, { id: reference.id })
  }
}

async function tell(
  { audit, events }: MusicDeps,
  tx: Tx,
  { what, thing, by }: { what: 'added' | 'changed' | 'removed'; thing: Thing; by: By },
): Promise<void> {
  const { kind, id, name, stationId, facts } = thing
  const action = `radio.${kind}.${what}`
  const subject = `${kind}:${id}`
  const { actor, address } = by
  const details = what === 'removed' ? { name } : { name, ...facts }
  await audit.append(tx, { actor, action, subject, details, ...(address === undefined ? {} : { address }) })
  await events.append(tx, { kind: action, actor, scope: `station:${stationId}`, subject, data: { name } })
}
