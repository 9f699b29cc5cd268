import type { Generated } from 'kysely'

export interface EventTables {
  live_events: {
    seq: Generated<number>
    v: number
    at: number
    kind: string
    actor: string
    scope: string | null
    subject: string
    run_id: number | null
    job_id: number | null
    /** JSON object. */
    data: string
  }
  /** Listeners that read the log by a stored cursor. */
  live_cursors: { listener: string; seq: number }
}
