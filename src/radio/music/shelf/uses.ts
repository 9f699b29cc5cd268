import type { Reader } from '../../../db/db.ts'
import { say } from '../../../kernel/words.ts'
import { clockUses } from '../grid/store.ts'
import { type Kind, KINDS, referencesOf } from './model.ts'
import { listThings } from './store.ts'

export interface Uses {
  /** Names of what needs a thing. */
  of(kind: Kind, id: number): string[]
}

/** Who needs whom among what a station's clocks are made of. */
export async function usesOf(reader: Reader, stationId: number): Promise<Uses> {
  const users = new Map<string, Set<string>>()
  const note = (kind: Kind, id: number, by: string): void => {
    const key = `${kind} ${id}`
    users.set(key, (users.get(key) ?? new Set()).add(by))
  }
  for (const kind of KINDS)
    for (const thing of await listThings(reader, kind, stationId))
      for (const { kind: needed, id } of referencesOf(kind, thing.facts)) note(needed, id, thing.name)
  for (const { clockId, hours, days } of (await clockUses(reader, stationId)).values()) {
    if (hours > 0) note('clock', clockId, say('radio.music.in-week', { count: hours }))
    if (days > 0) note('clock', clockId, say('radio.music.in-days', { count: days }))
  }
  return { of: (kind, id) => [...(users.get(`${kind} ${id}`) ?? [])] }
}
