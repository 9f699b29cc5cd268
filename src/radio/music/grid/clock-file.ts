import { z } from 'zod'
import type { Reader } from '../../../db/db.ts'
import { InvalidInputError } from '../../../kernel/errors.ts'
import { getStation } from '../../stations/index.ts'
import { ClockSlot } from '../clocks/contract.ts'
import { wrong } from '../shelf/check-facts.ts'
import { addInTx, type By, lockMusic, type MusicDeps } from '../shelf/edit-shelf.ts'
import type { Kind, Thing } from '../shelf/model.ts'
import { listThings } from '../shelf/store.ts'
import type { ClockFile } from './contract.ts'

type Names = Map<Kind, Map<number, string>>

async function namesOf(reader: Reader, stationId: number): Promise<Names> {
  const names: Names = new Map()
  for (const kind of ['category', 'cart', 'daypart'] as const)
    names.set(kind, new Map((await listThings(reader, kind, stationId)).map(({ id, name }) => [id, name])))
  return names
}

/** Clocks with names in place of ids. */
export async function exportClocks(reader: Reader, stationId: number): Promise<ClockFile> {
  await getStation(reader, stationId)
  const names = await namesOf(reader, stationId)
  const nameOf = (kind: Kind, id: number): string => names.get(kind)?.get(id) ?? ''
  const clocks = (await listThings(reader, 'clock', stationId)).map(({ name, facts }) => ({
    name,
    trimAtMostMs: facts.trimAtMostMs,
    slots: facts.slots.map(({ daypartIds, ...slot }) => ({
      ...slot,
      dayparts: daypartIds.map((id) => nameOf('daypart', id)),
      ...(slot.kind === 'category' ? { category: nameOf('category', slot.categoryId), categoryId: undefined } : {}),
      ...(slot.kind === 'cart' ? { cart: nameOf('cart', slot.cartId), cartId: undefined } : {}),
    })),
  }))
  return { patchbay: 'clocks', version: 1, clocks }
}

const Named = z.looseObject({
  dayparts: z.array(z.string()).default([]),
  category: z.string().optional(),
  cart: z.string().optional(),
})

/** All clocks of a file, or none. @throws InvalidInputError naming what the station has not; ConflictError for a taken name */
export function importClocks(deps: MusicDeps) {
  return (stationId: number, { clocks }: ClockFile, by: By): Promise<Thing<'clock'>[]> =>
    deps.db.tx(async (tx) => {
      await lockMusic(tx, stationId)
      await getStation(tx, stationId)
      const names = await namesOf(tx, stationId)
      const added: Thing<'clock'>[] = []
      for (const [index, { name, trimAtMostMs, slots }] of clocks.entries()) {
        const read = slots.map((slot, place) => slotOf(slot, names, `/clocks/${index}/slots/${place}`))
        added.push(
          await addInTx(deps, tx, { kind: 'clock', stationId, name, facts: { trimAtMostMs, slots: read }, by }),
        )
      }
      return added
    })
}

function slotOf(text: object, names: Names, at: string): ClockSlot {
  const named = Named.safeParse(text)
  if (!named.success) throw wrong('radio/slot-unreadable', at)
  const { dayparts, category, cart, ...slot } = named.data
  const idOf = (kind: Kind, name: string, pointer: string): number => {
    for (const [id, known] of names.get(kind) ?? []) if (known === name) return id
    throw wrong('radio/file-names-nothing', `${at}${pointer}`, { name })
  }
  const parsed = ClockSlot.safeParse({
    ...slot,
    daypartIds: dayparts.map((name, index) => idOf('daypart', name, `/dayparts/${index}`)),
    ...(category === undefined ? {} : { categoryId: idOf('category', category, '/category') }),
    ...(cart === undefined ? {} : { cartId: idOf('cart', cart, '/cart') }),
  })
  if (parsed.success) return parsed.data
  const code = 'radio/slot-unreadable'
  throw new InvalidInputError(code, {
    status: 422,
    fields: parsed.error.issues.map(({ path }) => ({ pointer: [at, ...path].join('/'), code })),
  })
}
