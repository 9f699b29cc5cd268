/** What is written: something that happened, in the transaction that made it happen. */
export interface NewEvent {
  /** `area.noun.past`, declared by the room that it belongs to; never renamed. */
  kind: string
  /** Version of `data`; 1 unless said. */
  v?: number
  /** `person:3`, `key:7`, `cli:ann`, `system`. */
  actor: string
  /** What the reader must be bound to: `station:1`, `archive:1`; none for all. */
  scope?: string
  /** What it happened to: `job:12`, `archive.batch:3`, `config`. */
  subject: string
  runId?: number
  jobId?: number
  data?: Readonly<Record<string, unknown>>
}

/** What is read: the same with its place in the log. */
export interface LoggedEvent extends NewEvent {
  /** Ascends in commit order; gaps are possible. */
  seq: number
  v: number
  /** Epoch ms. */
  at: number
}

/** Where a job stands. Not an event: kept in the ledger, sent at most 10 times a second, the last value always. */
export interface Progress {
  jobId: number
  runId: number
  kind: string
  current: number
  /** Null while it is not known. */
  total: number | null
  /** `files`, `bytes`, … */
  unit: string
  /** Units per second, smoothed; null until it is stable. */
  rate: number | null
  /** The current item or phase, may be cut. */
  message: string | null
  at: number
}

export type LiveMessage =
  | { type: 'event'; event: LoggedEvent }
  | { type: 'progress'; progress: Progress }
  /** Somebody may have lost the right to read on. */
  | { type: 'rights' }
