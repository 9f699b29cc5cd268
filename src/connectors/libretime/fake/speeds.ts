import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from './answer.ts'
import type { Incoming } from './request.ts'

export interface Speeds {
  /** How long one write to v2 takes, and how much of that no other write may run beside. */
  writeMs: number
  exclusiveMs: number
  /** Per row of a list, by resource. */
  rowMs: Readonly<Record<string, number>>
}

/** As measured on a real 4.5: 143 schedule rows/s one at a time, 220 with four in flight; 480 rows listed in 0.2 s. */
export const REAL_SPEEDS: Speeds = { writeMs: 7, exclusiveMs: 4.55, rowMs: { schedule: 0.41, files: 0.21 } }

const TIMER_IS_LATE_MS = 2

/** Timers are late by a millisecond or two, which is as much as what is imitated. */
async function waitUntil(due: number): Promise<void> {
  const rest = due - performance.now()
  if (rest > TIMER_IS_LATE_MS) await sleep(rest - TIMER_IS_LATE_MS)
  while (performance.now() < due) await new Promise((resolve) => void setImmediate(resolve))
}

/** Rows of a JSON list, without reading it. */
function countRows(given: Answer): number {
  const text = given.body.toString()
  return text.startsWith('[{') ? text.split('},{').length : 0
}

export type Pace = (request: Incoming, startedAt: number, given: Answer) => Promise<void>

/** @returns waits as long as a real one would before the answer leaves */
export function createPace(speeds: Speeds | undefined): Pace {
  let freeAt = 0
  return async (request, startedAt, given) => {
    if (speeds === undefined || !request.path.startsWith('/api/v2/')) return
    const rowMs = speeds.rowMs[request.path.split('/')[3] ?? ''] ?? 0
    if (request.method === 'GET') return waitUntil(startedAt + countRows(given) * rowMs)
    freeAt = Math.max(freeAt, startedAt) + speeds.exclusiveMs
    return waitUntil(Math.max(freeAt, startedAt + speeds.writeMs))
  }
}
