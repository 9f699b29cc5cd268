import type { Finding } from '../model.ts'

/** What comes so soon is bad; what comes later is a warning. */
export const SOON_MS = 24 * 3_600_000

export const levelAt = (startsAt: number, at: number, soonMs = SOON_MS): Finding['level'] =>
  startsAt - at < soonMs ? 'bad' : 'warn'

export const NOWHERE = { rowId: null, windowId: null, trackId: null } as const
