import type { Batch, BatchState } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'

/*
 * What leaves a folder that is kept the same on another machine is deleted there, too. So a batch that was synced is sorted
 * by copy unless the settings say otherwise, and its files stay in the batch folder until a person clears them.
 */

/** `move-synced` moves as `move` does; the other machine then deletes what it holds. */
export type SortMode = 'move' | 'copy' | 'move-synced'

type Settings = Pick<ArchiveSettings, 'syncing'>

export const isSyncingOn = ({ syncing }: Settings): boolean => syncing.connection !== undefined

export function sortModeOf({ syncedAt }: Pick<Batch, 'syncedAt'>, settings: Settings): SortMode {
  if (!isSyncingOn(settings) && syncedAt === null) return 'move'
  return settings.syncing.sort_mode === 'copy' ? 'copy' : 'move-synced'
}

/** States of batches that may be sorted. */
export const sortableStates = (settings: Settings): readonly BatchState[] =>
  isSyncingOn(settings) ? ['SYNCED'] : ['PENDING', 'SYNCED']

/** One whose plan was made before syncing was switched on is sorted as it was agreed. */
export const isSortable = ({ state, sortPlanId }: Batch, settings: Settings): boolean =>
  sortableStates(settings).includes(state) || (state === 'PENDING' && sortPlanId !== null)
