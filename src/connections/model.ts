import type { Params } from '../kernel/errors.ts'

export const RUNGS = ['name', 'port', 'tls', 'answer', 'key', 'version', 'rights'] as const
export type RungId = (typeof RUNGS)[number]

export interface RungResult {
  id: RungId
  state: 'ok' | 'failed' | 'not-reached'
  /** What was found: words at `connection.fact.<code>`, or of the error when it failed. */
  code: string | null
  params: Params
  tookMs: number | null
}

/** What a test said. */
export interface TestResult {
  at: number
  isWell: boolean
  rungs: readonly RungResult[]
}

/** A configured outside service, without its secrets. */
export interface Connection {
  connectionId: number
  kind: string
  name: string
  settings: Readonly<Record<string, unknown>>
  /** Rows of `environment` follow the variables that made them. */
  origin: 'person' | 'environment'
  isEnabled: boolean
  version: number
  createdAt: number
  changedAt: number
  health: Health
}

export interface Health {
  state: 'untested' | 'well' | 'failing'
  /** Of the last change of state, epoch ms. */
  since: number | null
  last: TestResult | null
}

export const UNTESTED: Health = { state: 'untested', since: null, last: null }

/** The key of breaker and rate limit of jobs that talk to it. */
export const targetOf = (connectionId: number): string => `connection:${connectionId}`

export const NAME_LONGEST = 80
export const SECRET_LONGEST = 4096
export const CONNECTIONS_MOST = 200
