import type { z } from 'zod'
import type { Params } from '../kernel/errors.ts'
import type { BatchStateName, ItemStateName, MediaKindName } from './contract.ts'

/** Every row of the archive belongs to one; there is one by default. */
export const DEFAULT_ARCHIVE = 1

export type ItemState = z.output<typeof ItemStateName>

export type MediaKind = z.output<typeof MediaKindName>

export interface SaidCode {
  code: string
  params: Params
}

/** When an item was taken, and where that was found. */
export interface ItemDate {
  /** `2021-07-02T00:30:00` or shorter: wall clock where it was taken. */
  local: string
  offsetMinutes: number | null
  /** Epoch ms. */
  instant: number | null
  precision: string
  source: string
  byHand: boolean
}

/** A date that stood in or beside the file and was not taken. */
export interface RefusedDate {
  source: string
  value: string
  reason: string
}

export interface Item {
  itemId: number
  archiveId: number
  rootId: number
  relPath: string
  /** Hex of the exact bytes when the name is not UTF-8. */
  relRaw: string | null
  sourceRootId: number
  sourceRelPath: string
  size: number
  identity: string
  mtimeMs: number
  sha256: string | null
  state: ItemState
  reason: SaidCode | null
  mediaKind: MediaKind
  mediaType: string | null
  firstSeenAt: number
  stableSince: number
  settledAt: number | null
  filedAt: number | null
  groupKey: string
  groupRole: string
  duplicateOf: number | null
  batchId: number | null
  date: ItemDate | null
  /** Null until its dates were read: such an item is not moved. */
  refusedDates: readonly RefusedDate[] | null
}

/** The reason of an item that lay in the archive before Patchbay knew it. */
export const FOUND_IN_ARCHIVE = 'found-in-archive'

export const STAYING: readonly string[] = [
  'empty',
  'symlink',
  'special',
  'hidden',
  'unfinished-upload',
  'skipped-folder',
  'not-utf8',
].map((why) => `ingest.${why}`)

/** Lies in the intake and never enters as it is: the rest of its asset does not wait for it, and nobody opens it. */
export const staysOut = ({ state, reason }: Pick<Item, 'state' | 'reason'>): boolean =>
  state === 'arriving' && reason !== null && STAYING.includes(reason.code)

/** States in which a file lies in an intake folder. */
export const INTAKE_STATES: readonly ItemState[] = ['arriving', 'incomplete', 'unique', 'duplicate', 'held']

/** States that count as "we have it": any other file with the same bytes is a duplicate of such an item, however old it is. */
export const ORIGINAL_STATES: readonly ItemState[] = ['batched', 'filed', 'held']

/** What a plan could not move: to be taken, or to be set aside. */
export type LeftState = Extract<ItemState, 'unique' | 'duplicate'>

/** Such an item has the error of its move as its reason. */
export const LEFT_PREFIX = 'transfer/'
export const isLeftBehind = ({ reason }: Pick<Item, 'reason'>): boolean => reason?.code.startsWith(LEFT_PREFIX) === true

/** How long what could not be moved is left in peace, unless a person asks. */
export const TRY_AGAIN_MS = 3_600_000

/** Why an item is gone that was in a batch. */
export const VANISHED: SaidCode = { code: 'vanished-from-batch', params: {} }

export type BatchState = z.output<typeof BatchStateName>

export interface Batch {
  batchId: number
  archiveId: number
  number: number
  name: string
  state: BatchState
  fileCount: number
  sizeBytes: number
  createdAt: number
  syncedAt: number | null
  sortedAt: number | null
  takePlanId: number | null
  sortPlanId: number | null
  runId: number | null
  reason: SaidCode | null
}

/** Taken from the sorter by an undo, or by a person who put its plan away: it waits until somebody decides. */
export const isHeld = ({ state, sortPlanId, reason }: Batch): boolean =>
  (state === 'PENDING' || state === 'SYNCED') && sortPlanId === null && reason !== null

/** States that keep a new batch from being made unless batches may run in parallel. */
export const BLOCKING_STATES: readonly BatchState[] = ['CREATING', 'PENDING', 'SYNCING', 'SYNCED', 'SORTING', 'ERROR']

export const baseName = (relPath: string): string => relPath.slice(relPath.lastIndexOf('/') + 1)
export const folderOf = (relPath: string): string => relPath.slice(0, Math.max(0, relPath.lastIndexOf('/')))
export const joinRel = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)
export const monthOf = (date: ItemDate | null): string | null => date?.local.slice(0, 7) ?? null
