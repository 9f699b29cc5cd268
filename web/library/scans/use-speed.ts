import { useEffect, useMemo, useState } from 'react'
import type { ScanView } from '../../../src/library/scan/contract.ts'
import { PHASES, type Sample, type Speed, speedsOf } from './phase-look.ts'

/** Looks of the scans that were open in this browser; a page that is left and opened again goes on. */
const seen = new Map<number, readonly Sample[]>()
const SCANS_MOST = 5
const SAMPLES_MOST = 900

/** How fast a scan has been since it was first looked at here. @param readAtMs when `scan` was read */
export function useSpeed(scan: ScanView, readAtMs: number): readonly Speed[] {
  const { scanId } = scan
  const [samples, setSamples] = useState<readonly Sample[]>(() => seen.get(scanId) ?? [])
  const look = lookAt(scan, readAtMs)
  if (look !== undefined && samples.at(-1)?.atMs !== readAtMs) setSamples([...samples, look].slice(-SAMPLES_MOST))
  useEffect(() => {
    seen.delete(scanId)
    seen.set(scanId, samples)
    const [oldest] = seen.keys()
    if (seen.size > SCANS_MOST && oldest !== undefined) seen.delete(oldest)
  }, [scanId, samples])
  return useMemo(() => speedsOf(samples), [samples])
}

function lookAt({ phase, phases }: ScanView, atMs: number): Sample | undefined {
  const running = PHASES.find((name) => name === phase)
  if (running === undefined || atMs === 0) return undefined
  return { atMs, phase: running, done: phases.find((one) => one.phase === phase)?.done ?? 0 }
}
