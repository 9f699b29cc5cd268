import type { LogVerdict } from './judge.ts'

/** Done to the double, or to the rows in it. */
export const OUTER_SABOTAGES = ['lie-201', 'drop-log-row', 'double-row', 'touch-foreign'] as const
/** Done to the server itself: its source is changed as it is loaded. */
export const INNER_SABOTAGES = ['skip-read-back', 'forget-undo', 'look-nowhere', 'forget-rows'] as const
export const LOGS_SABOTAGES = [...OUTER_SABOTAGES, ...INNER_SABOTAGES] as const
/** What the judge must see. */
export type LogsSabotage = (typeof LOGS_SABOTAGES)[number]
export type InnerSabotage = (typeof INNER_SABOTAGES)[number]

export interface LogsMission {
  /** How many times to interrupt. */
  cycles: number
  seed: number
  sabotage: LogsSabotage | undefined
  /** This interruption alone, as a finding names it; or one kind of publication, until all its requests were gone through. */
  only: string | undefined
  /** For this mission alone; removed at the end. */
  folder: string
  signal: AbortSignal
  note(text: string): void
}

export interface LogTally {
  cycles: number
  kills: number
  /** Requests that the double met with a failure. */
  failures: number
  /** Times that each request of each publication was gone through. */
  sweeps: number
  /** Times that the playout had neither the old log nor the new one. */
  mixed: number
  /** Rows that stand in both logs and are gone, and publications that were accepted and are forgotten. */
  lost: number
  doubled: number
  foreign: number
  /** Times that Patchbay said of the playout what is not so. */
  ledger: number
  failed: number
}

export interface LogBook {
  tally: LogTally
  findings: { what: string; again: string }[]
}

const WRONG = ['mixed', 'lost', 'doubled', 'foreign', 'ledger'] as const satisfies (keyof LogVerdict)[]

export const openLogBook = (): LogBook => ({
  tally: {
    cycles: 0,
    kills: 0,
    failures: 0,
    sweeps: 0,
    mixed: 0,
    lost: 0,
    doubled: 0,
    foreign: 0,
    ledger: 0,
    failed: 0,
  },
  findings: [],
})

export const isRedLog = ({ tally }: LogBook): boolean =>
  tally.failed + WRONG.reduce((sum, kind) => sum + tally[kind], 0) > 0

/** @param again the command line that does it again */
export function noteVerdict({ tally, findings }: LogBook, verdict: LogVerdict, again: string): void {
  for (const kind of WRONG) {
    tally[kind] += verdict[kind].length
    if (verdict[kind].length > 0) findings.push({ what: `${kind}: ${verdict[kind].join('; ')}`, again })
  }
}

export function noteFailure({ tally, findings }: LogBook, { message, cause }: Error, again: string): void {
  tally.failed++
  findings.push({ what: cause instanceof Error ? `${message}: ${cause.message}` : message, again })
}

/** The command line that does one interruption again, in a world of its own. */
export function againOf({ seed, sabotage }: LogsMission, mode: string, only: string): string {
  const more = sabotage === undefined ? '' : ` --sabotage ${sabotage}`
  return `npm run faults -- --flow logs --mode ${mode} --seed ${seed} --only ${only}${more}`
}
