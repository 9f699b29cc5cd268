import type { Reader } from '../../db/db.ts'
import { listOwed } from './day-store.ts'
import { getKeeping } from './store.ts'

export interface LastHistorySync {
  /** The last look that went well, epoch ms; null before the first. */
  at: number | null
  /** Of the last look when it failed. */
  failedAt: number | null
  /** Words at `error.<code>`. */
  reason: { code: string; params: Record<string, string | number | boolean | null> } | null
}

export async function lastHistorySync(reader: Reader, stationId: number): Promise<LastHistorySync> {
  const { syncedAt, failedAt, reason } = await getKeeping(reader, stationId)
  return { at: syncedAt, failedAt, reason }
}

/** A play of an order that was planned, and not heard as it should have been. */
export interface OwedSpot {
  orderId: number
  /** Of what planned it. */
  ref: string
  trackId: number | null
  title: string
  airDate: string
  /** Epoch ms. */
  plannedAt: number
  verdict: 'missed' | 'short'
}

/**
 * What is owed, by order and time: plays that were missed or cut short, by the reconciliation of their day. What may still
 * be told is not in it, and a play that LibreTime tells of later takes it out again.
 * @param span of planned starts, epoch ms, half-open
 */
export async function owedOf(
  reader: Reader,
  stationId: number,
  span: { from: number; to: number },
): Promise<OwedSpot[]> {
  const lines = await listOwed(reader, stationId, span)
  return lines.map((line) => ({
    orderId: line.orderId ?? 0,
    ref: line.ref ?? '',
    trackId: line.trackId,
    title: line.title,
    airDate: line.airDate,
    plannedAt: line.plannedAt ?? 0,
    verdict: line.verdict === 'short' ? 'short' : 'missed',
  }))
}
