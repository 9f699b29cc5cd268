export interface HttpTables {
  /** What a request with an `Idempotency-Key` was answered. */
  http_replies: {
    actor: string
    idempotency_key: string
    /** SHA-256 over method, path and body, hex. */
    fingerprint: string
    begun_at: number
    /** Null while the first request is being worked on. */
    status: number | null
    headers: string | null
    /** Null when the reply held a secret. */
    body: string | null
  }
}
