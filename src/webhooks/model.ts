import type { Params } from '../kernel/errors.ts'

/** A program that may call us. */
export interface Source {
  sourceId: number
  /** In its address, `/hooks/<key>`. */
  key: string
  /** Of the translator. */
  kind: string
  name: string
  connectionId: number | null
  isEnabled: boolean
  version: number
  createdAt: number
  changedAt: number
}

/** One secret of a source, without its value. */
export interface SecretFacts {
  /** 1, 2, …; the highest is the present one. */
  number: number
  hint: string
  createdAt: number
  /** Null for the present one. */
  endsAt: number | null
  /** When the sender first proved that it has it. */
  usedAt: number | null
}

/** What became of a call. Words: `webhook.outcome.<code>`. */
export const OUTCOMES = ['accepted', 'nothing', 'test', 'unknown', 'duplicate', 'failed'] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface Reason {
  code: string
  params: Params
}

export interface HookCall {
  callId: number
  sourceId: number
  receivedAt: number
  method: string
  address: string
  userAgent: string | null
  secretNumber: number
  event: string | null
  label: string | null
  outcome: Outcome
  runId: number | null
  duplicateOf: number | null
  reason: Reason | null
  bodyBytes: number
  replays: number
  replayedAt: number | null
}

/** Why a caller was turned away: for the person who set it up, never for the caller. Words: `webhook.refusal.<code>`. */
export const REFUSALS = [
  'no-credentials',
  'wrong-token',
  'wrong-signature',
  'stale',
  'switched-off',
  'too-many',
  'unreadable',
  'no-event',
] as const
export type Refusal = (typeof REFUSALS)[number]

export const SOURCES_MOST = 100
export const KEY_FORM = /^[a-z0-9][a-z0-9-]{0,39}$/
export const BODY_MOST_BYTES = 5 * 1024 * 1024
const DAY_MS = 86_400_000
export const KEPT_MS = 7 * DAY_MS
/** How long the same event of the same sender is known again. */
export const DUPLICATE_MS = DAY_MS
export const CALLS_A_MINUTE = 60 * 60
export const CALLS_BURST = 500
/** A former secret is taken for this many hours at most after a new one was made. */
export const OVERLAP_MOST_HOURS = 168

/** An address made of a name: small Latin letters, digits and dashes; empty when nothing is left. */
export const keyFrom = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40)
    .replace(/-+$/, '')
