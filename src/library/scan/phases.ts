import type { Tx } from '../../db/db.ts'
import { type PhaseTimes, SCAN_PHASES, type ScanPhase } from './model.ts'
import { findScan, type Scan, setPhase } from './store.ts'

/** Begins a phase; those before it have ended then. Saying it again changes nothing. */
export async function beginPhase(
  tx: Tx,
  scanId: number,
  { phase, now }: { phase: ScanPhase; now: number },
): Promise<void> {
  const scan = await findScan(tx, scanId)
  if (scan === undefined || scan.phase === 'ended' || scan.phases[phase] !== undefined) return
  await setPhase(tx, scanId, { phase, phases: { ...ended(scan, now), [phase]: { startedAt: now, endedAt: null } } })
}

/** Ends what is open. */
export async function endPhase(
  tx: Tx,
  scanId: number,
  { phase, now }: { phase: ScanPhase; now: number },
): Promise<void> {
  const scan = await findScan(tx, scanId)
  const times = scan?.phases[phase]
  if (scan === undefined || times === undefined || times.endedAt !== null) return
  await setPhase(tx, scanId, { phase: scan.phase, phases: { ...scan.phases, [phase]: { ...times, endedAt: now } } })
}

/** The times as they are when nothing goes on any more. */
export function ended({ phases }: Pick<Scan, 'phases'>, now: number): PhaseTimes {
  return Object.fromEntries(
    SCAN_PHASES.flatMap((phase) => {
      const times = phases[phase]
      return times === undefined ? [] : [[phase, { ...times, endedAt: times.endedAt ?? now }]]
    }),
  )
}
