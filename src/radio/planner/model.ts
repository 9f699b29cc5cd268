import type { z } from 'zod'
import type { Params } from '../../kernel/errors.ts'
import type { CmsRef } from '../programme/contract.ts'
import type { ConflictView, FitView } from './contract.ts'

/** Epoch ms, half-open: what ends when another begins does not touch it. */
export interface Slot {
  startsAt: number
  endsAt: number
}

export type StoredState = 'planned' | 'verified' | 'cancelling' | 'cancelled' | 'aired' | 'missed'

export interface Reason {
  code: string
  params: Params
}

/** One planned broadcast. An episode may have many; each has its own row at the playout. */
export interface Airing extends Slot {
  airingId: number
  stationId: number
  connectionId: number
  /** Where its episode is; null for a track that was planned without shows and episodes. */
  cms: CmsRef | null
  episodeId: string | null
  trackId: number
  title: string
  showId: string
  showTitle: string
  isShowOfCms: boolean
  audioMs: number
  round: number
  state: StoredState
  needsRepair: boolean
  reason: Reason | null
  playoutShowId: number | null
  windowId: number | null
  rowId: number | null
  windowDeliveryId: number | null
  rowDeliveryId: number | null
  cmsDeliveryId: number | null
  cmsRound: number
  reachedAt: number | null
  runId: number | null
  operationId: number | null
  plannedBy: string
  plannedAt: number
  changedAt: number
}

/** What an airing left at the playout when it moved or was cancelled. */
export interface Leftover extends Slot {
  leftoverId: number
  airingId: number
  rowDeliveryId: number | null
  windowDeliveryId: number | null
}

/** What is asked for: one episode or track in one slot. */
export interface AiringWish extends Slot {
  episodeId?: string | undefined
  trackId?: number | undefined
  showId?: string | undefined
}

/** A wish of which all is known that the playout needs. */
export interface ResolvedWish extends Slot {
  episodeId: string | null
  trackId: number
  title: string
  showId: string
  showTitle: string
  isShowOfCms: boolean
  /** Null until the playout has the show, or when it is not known yet. */
  playoutShowId: number | null
  audioMs: number
}

export type Conflict = Omit<z.output<typeof ConflictView>, 'startsAt' | 'endsAt'> & Slot
export type Fit = Omit<z.output<typeof FitView>, 'text'>

export const touches = (a: Slot, b: Slot): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt

const SECOND_MS = 1000
const DAY_MS = 86_400_000

/** What starts within this time, or has started, is not changed any more: playout has it in its hands. */
export const LOCK_MS = 2 * 60_000
/** Playout looks by itself so often, and takes a while to read. */
export const POLL_MS = 400_000
/** An item of a day and more stops the playout. */
export const LONGEST_SLOT_MS = DAY_MS - SECOND_MS

export const isLocked = ({ startsAt }: Pick<Slot, 'startsAt'>, now: number): boolean => startsAt < now + LOCK_MS

/** Why a stretch of time can't be a slot; undefined when it can. */
export function slotProblem({ startsAt, endsAt }: Slot): Reason | undefined {
  if (endsAt <= startsAt) return { code: 'radio/ends-before-start', params: {} }
  if (startsAt % SECOND_MS !== 0 || endsAt % SECOND_MS !== 0) return { code: 'radio/not-whole-seconds', params: {} }
  if (endsAt - startsAt > LONGEST_SLOT_MS) return { code: 'radio/slot-too-long', params: { hours: 24 } }
  return undefined
}

/** What will be heard of audio in a slot, and what is left over on either side. */
export function fitOf(slot: Slot, audioMs: number | null): Fit {
  const slotMs = slot.endsAt - slot.startsAt
  if (audioMs === null) return { kind: 'unknown', slotMs, audioMs, playsMs: 0, shortMs: 0, cutMs: 0 }
  const playsMs = Math.min(audioMs, slotMs)
  const [shortMs, cutMs] = [slotMs - playsMs, audioMs - playsMs]
  // Less than a second is nothing that anybody hears.
  const kind = shortMs >= SECOND_MS ? 'short' : cutMs >= SECOND_MS ? 'cut' : 'exact'
  return { kind, slotMs, audioMs, playsMs, shortMs, cutMs }
}

/**
 * The row of an airing: never longer than its audio nor its slot, so nothing crosses the end of its window. Its end is a
 * whole second, as the playout counts; its cue-out is exact.
 */
export function rowTimes(
  slot: Slot,
  audioMs: number,
): { startsAt: number; endsAt: number; cueInMs: number; cueOutMs: number } {
  const { playsMs } = fitOf(slot, audioMs)
  const endsAt = Math.min(slot.endsAt, slot.startsAt + Math.ceil(playsMs / SECOND_MS) * SECOND_MS)
  return { startsAt: slot.startsAt, endsAt, cueInMs: 0, cueOutMs: playsMs }
}
