import type { HeardItem, PoolTrack } from './generate/model.ts'

/** What music needs of other rooms. */
export interface MusicSources {
  /** All that a station can play, as of the last look at its library. @throws ConflictError when it has no library */
  listPool(stationId: number): Promise<PoolTrack[]>
  /** What was heard or is planned between two instants, epoch ms. */
  listHeard(stationId: number, between: { from: number; to: number }): Promise<HeardItem[]>
  /** When each track was heard last, as far as is known. */
  lastHeard(stationId: number): Promise<ReadonlyMap<number, number>>
}
