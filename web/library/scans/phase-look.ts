import type { ScanView } from '../../../src/library/scan/contract.ts'

export type PhaseName = ScanView['phases'][number]['phase']
export const PHASES = [
  'discovering',
  'reading',
  'caching',
  'enriching',
  'publishing',
] as const satisfies readonly PhaseName[]

/** What a phase shows. */
export interface PhaseFigures {
  phase: PhaseName
  /** `skipped` when the scan was told to leave it out. */
  state: 'waiting' | 'running' | 'ended' | 'skipped'
  done: number
  /** Null while it is not known. */
  total: number | null
  /** Null before it began. */
  tookMs: number | null
  /** A second; null when there is nothing to tell it from. */
  rate: number | null
  leftMs: number | null
  /** 0 to 1. */
  share: number
}

const STEP_OF: Partial<Record<PhaseName, keyof ScanView['steps']>> = {
  caching: 'cache',
  enriching: 'enrich',
  publishing: 'publish',
}

/** Each phase of a scan as it is at a moment. */
export const figuresOf = (scan: ScanView, nowMs: number): PhaseFigures[] =>
  PHASES.map((name) => figures(scan, name, nowMs))

function figures(scan: ScanView, phase: PhaseName, nowMs: number): PhaseFigures {
  const view = scan.phases.find((one) => one.phase === phase)
  const step = STEP_OF[phase]
  if (view === undefined || (step !== undefined && !scan.steps[step]))
    return { phase, state: 'skipped', done: 0, total: 0, tookMs: null, rate: null, leftMs: null, share: 1 }
  const { done, total, startedAt, endedAt, state } = view
  const tookMs =
    startedAt === null ? null : Math.max(0, (endedAt === null ? nowMs : Date.parse(endedAt)) - Date.parse(startedAt))
  const rate = tookMs === null || tookMs < 200 || done === 0 ? null : (done / tookMs) * 1000
  const left = total === null ? null : Math.max(0, total - done)
  return {
    phase,
    // What a scan that has ended did not come to is not waited for.
    state: state === 'waiting' && scan.endedAt !== null ? 'skipped' : state,
    done,
    total,
    tookMs,
    rate,
    leftMs: state === 'running' && rate !== null && left !== null && left > 0 ? (left / rate) * 1000 : null,
    share: state === 'ended' ? 1 : total === null || total === 0 ? 0 : Math.min(1, done / total),
  }
}

/** How a scan stands, for a chip. */
export function scanState({ outcome }: Pick<ScanView, 'outcome'>) {
  if (outcome === null) return 'running' as const
  return outcome === 'done' ? ('done' as const) : outcome === 'cancelled' ? ('cancelled' as const) : ('failed' as const)
}

/** A moment of a scan that is looked at. */
export interface Sample {
  atMs: number
  phase: PhaseName
  done: number
}

export interface Speed {
  atMs: number
  phase: PhaseName
  /** A second. */
  rate: number
}

/** How fast it was between one look and the next; a phase begins anew. */
export function speedsOf(samples: readonly Sample[]): Speed[] {
  return samples.flatMap((sample, at) => {
    const before = samples[at - 1]
    if (before === undefined || before.phase !== sample.phase || sample.atMs <= before.atMs) return []
    const rate = ((sample.done - before.done) / (sample.atMs - before.atMs)) * 1000
    return [{ atMs: sample.atMs, phase: sample.phase, rate: Math.max(0, rate) }]
  })
}
