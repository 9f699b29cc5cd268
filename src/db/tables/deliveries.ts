import type { Generated } from 'kysely'

export type DeliveryState = 'planned' | 'sending' | 'sent' | 'verified' | 'uncertain' | 'rejected' | 'undone'

export interface DeliveryTables {
  deliveries_effects: {
    id: Generated<number>
    /** One effect once, as long as its row is kept. */
    key: string
    kind: string
    connection_id: number | null
    /** Key of breaker and rate limit. */
    target: string
    /** What the other side was called when it was planned. */
    place: string
    /** Name of the thing that is delivered. */
    label: string
    subject: string
    run_id: number | null
    job_id: number | null
    actor: string
    /** JSON that the executor understands. */
    params: string
    /** JSON: code of a field and what it shall be, as text. */
    meant: string
    state: DeliveryState
    /** Times that a request began to leave. */
    attempts: number
    remote_ref: string | null
    /** JSON list of remote refs that a person chooses from. */
    candidates: string
    /** JSON list: field, meant, found, verdict. */
    proof: string | null
    reason_code: string | null
    reason_params: string | null
    planned_at: number
    /** When the newest request began to leave that may have arrived. */
    sent_at: number | null
    /** The last look that could tell. */
    looked_at: number | null
    verified_at: number | null
    /** When the state last changed. */
    changed_at: number
  }
  deliveries_steps: {
    id: Generated<number>
    delivery_id: number
    what: string
    code: string | null
    params: string | null
    /** The person, for what a person did. */
    actor: string | null
    first_at: number
    /** Of the last time, when the same happened again and again. */
    at: number
    times: number
  }
  /** What Patchbay made at the other side: nothing else is ever removed there. */
  deliveries_owned: {
    id: Generated<number>
    target: string
    remote_kind: string
    remote_id: string
    delivery_id: number
    since: number
  }
}
