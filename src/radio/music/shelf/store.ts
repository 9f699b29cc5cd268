import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import type { RadioMusicTables } from '../../../db/tables/radio-music.ts'
import { CartMember } from '../pools/contract.ts'
import type { CartFacts } from '../pools/contract.ts'
import type { FactsOf, Kind, Thing } from './model.ts'

type Row = Selectable<RadioMusicTables['radio_clocks']>

const TABLES = {
  clock: 'radio_clocks',
  category: 'radio_categories',
  cart: 'radio_carts',
  daypart: 'radio_dayparts',
} as const

/** The four tables have the same columns. */
const tableOf = (kind: Kind): 'radio_clocks' => TABLES[kind] as 'radio_clocks'

const toThing = <K extends Kind>(kind: K, row: Row): Thing<K> => ({
  kind,
  id: row.id,
  stationId: row.station_id,
  name: row.name,
  facts: JSON.parse(row.facts) as FactsOf[K],
  version: row.version,
  createdAt: row.created_at,
  changedAt: row.changed_at,
})

/** By name. */
export async function listThings<K extends Kind>(reader: Reader, kind: K, stationId: number): Promise<Thing<K>[]> {
  const rows = await reader
    .selectFrom(tableOf(kind))
    .selectAll()
    .where('station_id', '=', stationId)
    .orderBy('name_key')
    .execute()
  return withMembers(
    reader,
    rows.map((row) => toThing(kind, row)),
  )
}

export async function findThing<K extends Kind>(reader: Reader, kind: K, id: number): Promise<Thing<K> | undefined> {
  const row = await reader.selectFrom(tableOf(kind)).selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : (await withMembers(reader, [toThing(kind, row)]))[0]
}

export async function findThingByName(
  reader: Reader,
  kind: Kind,
  { stationId, nameKey }: { stationId: number; nameKey: string },
): Promise<{ id: number; name: string } | undefined> {
  return reader
    .selectFrom(tableOf(kind))
    .select(['id', 'name'])
    .where('station_id', '=', stationId)
    .where('name_key', '=', nameKey)
    .executeTakeFirst()
}

async function withMembers<K extends Kind>(reader: Reader, things: Thing<K>[]): Promise<Thing<K>[]> {
  const carts = things.filter(({ kind }) => kind === 'cart')
  if (carts.length === 0) return things
  const rows = await reader
    .selectFrom('radio_cart_tracks')
    .selectAll()
    .where(
      'cart_id',
      'in',
      carts.map(({ id }) => id),
    )
    .orderBy('cart_id')
    .orderBy('position')
    .execute()
  return things.map((thing) => {
    const members = rows
      .filter((row) => row.cart_id === thing.id)
      .map((row) =>
        CartMember.parse({
          trackId: row.track_id,
          weight: row.weight,
          from: row.from_date,
          to: row.to_date,
          daypartIds: JSON.parse(row.daypart_ids),
        }),
      )
    return { ...thing, facts: { ...thing.facts, members } }
  })
}

async function writeMembers(tx: Tx, cartId: number, { members }: CartFacts): Promise<void> {
  await tx.deleteFrom('radio_cart_tracks').where('cart_id', '=', cartId).execute()
  if (members.length === 0) return
  await tx
    .insertInto('radio_cart_tracks')
    .values(
      members.map((one, position) => ({
        cart_id: cartId,
        position,
        track_id: one.trackId,
        weight: one.weight,
        from_date: one.from,
        to_date: one.to,
        daypart_ids: JSON.stringify(one.daypartIds),
      })),
    )
    .execute()
}

/** Members stand in their own table. */
function textOf(facts: object): string {
  return JSON.stringify({ ...facts, members: undefined })
}

interface Write<K extends Kind> {
  name: string
  nameKey: string
  facts: FactsOf[K]
}

export async function insertThing<K extends Kind>(
  tx: Tx,
  { kind, stationId, name, nameKey, facts }: Write<K> & { kind: K; stationId: number },
  now: number,
): Promise<Thing<K>> {
  const row = await tx
    .insertInto(tableOf(kind))
    .values({
      station_id: stationId,
      name,
      name_key: nameKey,
      facts: textOf(facts),
      version: 1,
      created_at: now,
      changed_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  if (kind === 'cart') await writeMembers(tx, row.id, facts as CartFacts)
  return { ...toThing(kind, row), facts }
}

export async function updateThing<K extends Kind>(
  tx: Tx,
  { kind, id, version, name, nameKey, facts }: Thing<K> & { nameKey: string },
  now: number,
): Promise<Thing<K>> {
  const row = await tx
    .updateTable(tableOf(kind))
    .set({ name, name_key: nameKey, facts: textOf(facts), version: version + 1, changed_at: now })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  if (kind === 'cart') await writeMembers(tx, id, facts as CartFacts)
  return { ...toThing(kind, row), facts }
}

export async function deleteThing(tx: Tx, kind: Kind, id: number): Promise<void> {
  if (kind === 'cart') await tx.deleteFrom('radio_cart_tracks').where('cart_id', '=', id).execute()
  await tx.deleteFrom(tableOf(kind)).where('id', '=', id).execute()
}
