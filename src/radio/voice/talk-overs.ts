import type { Db } from '../../db/db.ts'
import type { Log, LogEntry } from '../logs/index.ts'
import { takesOfPlaces } from './model.ts'
import { listTakes } from './store.ts'

/**
 * By entries: for how long the next item was let in under the end of a chosen take, in the studio. On air items follow
 * each other, see `docs/publishing.md`.
 */
export const talkOversOf =
  ({ db }: { db: Db }) =>
  async (
    { stationId, airDate }: Pick<Log, 'stationId' | 'airDate'>,
    entries: readonly LogEntry[],
  ): Promise<Map<number, number>> => {
    const links = entries.filter(({ what, trackId }) => what === 'voice' && trackId !== null)
    if (links.length === 0) return new Map()
    const { byEntry } = takesOfPlaces(links, await listTakes(db.read, stationId, airDate))
    return new Map(
      [...byEntry].flatMap(([entryId, takes]): [number, number][] => {
        const take = takes.find(({ isChosen, removedAt }) => isChosen && removedAt === null)
        const overMs = take === undefined || take.musicInMs === null ? 0 : take.audio.lengthMs - take.musicInMs
        return overMs > 0 ? [[entryId, overMs]] : []
      }),
    )
  }
