import { InvalidInputError } from '../kernel/errors.ts'
import type { Actor } from '../kernel/routes.ts'
import type { Config } from './config.ts'
import type { Rooms } from './keys.ts'
import type { ConfigGround } from './snapshot.ts'
import { isMap, type ValueMap } from './tree.ts'
import { shownValues } from './views.ts'

/** The media pipeline's `/api/config`: the archive's words at the top, and a partial map in gives the merged map out. */
export interface PipelineConfig {
  get(): ValueMap
  /** @throws InvalidInputError 422 with key and line; nothing changed then */
  put(partial: unknown, actor: Actor): Promise<ValueMap>
}

/** The room that the media pipeline's words belong to. */
export const ARCHIVE_ROOM = 'archive'

export function pipelineConfigOf(config: Config<Rooms>): PipelineConfig {
  const get = (): ValueMap => {
    const { [ARCHIVE_ROOM]: archive, ...rooms } = shownValues(config)
    return { ...(isMap(archive) ? archive : {}), ...rooms }
  }
  return {
    get,
    async put(partial, actor) {
      await config.patch(sortByRoom(config.ground, partial), { actor })
      return get()
    },
  }
}

/** A name of one of our rooms is meant as such; all others are the archive's. */
export function sortByRoom({ rooms: ours }: ConfigGround<Rooms>, partial: unknown): ValueMap {
  if (!isMap(partial)) throw new InvalidInputError('config/not-a-map', { status: 422, params: { line: 1 } })
  const isRoom = (name: string): boolean => Object.hasOwn(ours, name)
  const rooms = Object.fromEntries(Object.entries(partial).filter(([name]) => isRoom(name)))
  const words = Object.fromEntries(Object.entries(partial).filter(([name]) => !isRoom(name)))
  if (Object.keys(words).length === 0) return rooms
  const named = rooms[ARCHIVE_ROOM] ?? {}
  return { ...rooms, [ARCHIVE_ROOM]: isMap(named) ? { ...named, ...words } : named }
}
