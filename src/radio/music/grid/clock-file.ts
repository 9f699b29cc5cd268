import { z } from 'zod'
import type { Reader, Tx } from '../../../db/db.ts'
import { type AppError, ConflictError, InvalidInputError } from '../../../kernel/errors.ts'
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
  return (stationId: number, file: ClockFile, by: By): Promise<Thing<'clock'>[]> =>
    deps.db.tx(async (tx) => {
      const added: Thing<'clock'>[] = []
      for (const add of await addersOf(deps, tx, { stationId, file, by })) added.push(await add())
      return added
    })
}

export interface TriedClock {
  name: string
  slots: number
  /** Why it can't be added; null when it can. */
  problem: AppError | null
}

/** Ends a transaction of which nothing shall stay. */
class Tried extends Error {
  readonly clocks: TriedClock[]
  constructor(clocks: TriedClock[]) {
    super('tried')
    this.clocks = clocks
  }
}

/** What an import would do with each clock of a file, by doing it and taking it back. Nothing stays of it. */
export function tryClocks(deps: MusicDeps) {
  return async (stationId: number, file: ClockFile, by: By): Promise<TriedClock[]> => {
    try {
      return await deps.db.tx(async (tx) => {
        const tried: TriedClock[] = []
        for (const [index, add] of (await addersOf(deps, tx, { stationId, file, by })).entries()) {
          const { name = '', slots = [] } = file.clocks[index] ?? {}
          tried.push({ name, slots: slots.length, problem: await problemOf(add) })
        }
        throw new Tried(tried)
      })
    } catch (error) {
      if (error instanceof Tried) return error.clocks
      throw error
    }
  }
}

async function problemOf(add: () => Promise<unknown>): Promise<AppError | null> {
  try {
    await add()
    return null
  } catch (error) {
    if (error instanceof ConflictError || error instanceof InvalidInputError) return error
    throw error
  }
}

/** One for each clock of the file. */
async function addersOf(
  deps: MusicDeps,
  tx: Tx,
  { stationId, file, by }: { stationId: number; file: ClockFile; by: By },
): Promise<(() => Promise<Thing<'clock'>>)[]> {
  await lockMusic(tx, stationId)
  await getStation(tx, stationId)
  const names = await namesOf(tx, stationId)
  return file.clocks.map(({ name, trimAtMostMs, slots }, index) => async () => {
    const read = slots.map((slot, place) => slotOf(slot, names, `/clocks/${index}/slots/${place}`))
    return addInTx(deps, tx, { kind: 'clock', stationId, name, facts: { trimAtMostMs, slots: read }, by })
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
