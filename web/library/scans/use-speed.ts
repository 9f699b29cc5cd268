import { useEffect, useState } from 'react'
import type { ScanView } from '../../../src/library/scan/contract.ts'
import { PHASES, type Sample, type Speed, speedsOf } from './phase-look.ts'

/** Looks of the scans that were open in this browser; a page that is left and opened again goes on. */
const seen = new Map<number, readonly Sample[]>()
const SCANS_MOST = 5
const SAMPLES_MOST = 900

/** How fast a scan has been since it was first looked at here. @param readAtMs when `scan` was read */
export function useSpeed(scan: ScanView, readAtMs: number): readonly Speed[] {
  const [speeds, setSpeeds] = useState<readonly Speed[]>(() => speedsOf(seen.get(scan.scanId) ?? []))
  const { scanId, phase, phases } = scan
  const done = phases.find((one) => one.phase === phase)?.done ?? 0
  useEffect(() => {
    const running = PHASES.find((name) => name === phase)
    if (running === undefined || readAtMs === 0) return
    const samples = [...(seen.get(scanId) ?? []), { atMs: readAtMs, phase: running, done }].slice(-SAMPLES_MOST)
    seen.delete(scanId)
    seen.set(scanId, samples)
    const [oldest] = seen.keys()
    if (seen.size > SCANS_MOST && oldest !== undefined) seen.delete(oldest)
    setSpeeds(speedsOf(samples))
  }, [scanId, phase, done, readAtMs])
  return speeds
}
