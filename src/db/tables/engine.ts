import type { Generated } from 'kysely'

/** What a job carries with it from the queue to the history. */
interface JobColumns {
  kind: string
  /** Version of the payload. */
  v: number
  /** JSON. */
  payload: string
  queue: string
  /** 1 is the most urgent, 10 the least. */
  priority: number
  /** The same, when a person gave it to this job or to one above it: what is made below it later gets it, too. */
  given_priority: number | null
  created_at: number
  label: string | null
  actor: string
  /** Null for a run itself. */
  run_id: number | null
  parent_id: number | null
  on_child_failure: Generated<'fail' | 'ignore'>
  /** How often it was started; with `owner` the fence. */
  attempt: Generated<number>
  /** Attempts that count against `max_attempts`. */
  failures: Generated<number>
  /** Attempts that ended with the death of the process. */
  crashes: Generated<number>
  max_attempts: number
  started_at: number | null
  dedupe: string | null
  serial: string | null
  target: string | null
  child_count: Generated<number>
  failed_children: Generated<number>
  /** 1 when an edge starts here. */
  has_dependents: Generated<number>
  error_code: string | null
  /** JSON object. */
  error_params: string | null
  /** JSON: current, total, unit, rate, message, at. */
  progress: string | null
  /** JSON. */
  result: string | null
}

export interface EngineTables {
  /** Live jobs only; small and hot. */
  job_queue: JobColumns & {
    id: Generated<number>
    state: 'blocked' | 'scheduled' | 'ready' | 'held' | 'running' | 'waiting'
    /** When a scheduled job becomes ready; null means at once. */
    run_at: number | null
    /** The process that runs it. */
    owner: number | null
    /** The gate that keeps it: `serial:<key>`, `target:<key>`, `suspect`. */
    hold: string | null
    /** Children that have not finished. */
    open_children: Generated<number>
    /** Predecessors that have not completed. */
    open_edges: Generated<number>
    /** Set when somebody asked to cancel it and it could not end at once. */
    cancel_code: string | null
    cancel_params: string | null
  }
  /** Finished jobs, moved here by the transaction that finishes them. */
  job_history: JobColumns & {
    id: number
    state: 'completed' | 'failed' | 'cancelled' | 'quarantined'
    finished_at: number
  }
  /** Attempts that did not complete; the last one stands in the job's own row. */
  job_attempts: {
    job_id: number
    attempt: number
    started_at: number
    ended_at: number
    outcome: 'failed' | 'retried' | 'snoozed' | 'crashed' | 'released' | 'cancelled'
    error_code: string | null
    error_params: string | null
    /** The newest child when the job started anew after this attempt: those up to it are no longer its own. */
    last_child_id: number | null
  }
  /** `job_id` waits until `after_id` has completed. */
  job_edges: { job_id: number; after_id: number }
  /** What a person set; a queue without a row has its defaults. */
  queues: { name: string; concurrency: number | null; is_paused: Generated<number>; changed_at: number }
  schedules: {
    id: Generated<number>
    name: string
    kind: string
    /** JSON. */
    payload: string
    /** As the code declares them. */
    cron: string
    time_zone: string
    /** What a person chose in their place. */
    own_cron: string | null
    own_time_zone: string | null
    is_enabled: Generated<number>
    next_at: number | null
    last_at: number | null
    last_job_id: number | null
  }
  /** Breaker and rate limit of a target, an opaque key on the job. */
  job_targets: {
    target: string
    /** Consecutive retryable failures. */
    failures: Generated<number>
    breaker: Generated<'closed' | 'open' | 'probing'>
    open_until: number | null
    probe_id: number | null
    per_second: number | null
    burst: number | null
    tokens: number | null
    refilled_at: number | null
    /** When jobs that this target holds may go on; null when none is known to wait. */
    release_at: number | null
    changed_at: number
  }
  /** Jobs by queue, kind and state; the sum over the shards counts. */
  job_counters: { queue: string; kind: string; state: string; shard: number; n: number }
  /** Processes that run jobs, and when each was last seen alive. */
  job_owners: {
    id: Generated<number>
    machine: string
    host: string
    pid: number
    process_started: string
    started_at: number
    beat_at: number
  }
}
