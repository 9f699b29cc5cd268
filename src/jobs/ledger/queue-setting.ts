/** What a person set for a queue; it holds over restarts. */
export interface QueueSetting {
  name: string
  /** Null: the default of the configuration. */
  concurrency: number | null
  isPaused: boolean
}
