import type { Params } from '../kernel/errors.ts'

export const MODES = ['off', 'now', 'loud', 'digest'] as const
export type Mode = (typeof MODES)[number]

export const AREAS = ['radio', 'library', 'archive', 'everywhere'] as const
export type Area = (typeof AREAS)[number]

export const SEVERITIES = ['good', 'info', 'warn', 'bad'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What narrows a rule; an empty list narrows nothing. */
export interface Filters {
  libraryIds: readonly number[]
  stationIds: readonly number[]
  severities: readonly Severity[]
  codes: readonly string[]
}
export const FILTERS = ['libraryIds', 'stationIds', 'severities', 'codes'] as const
export type FilterName = (typeof FILTERS)[number]
export const NO_FILTERS: Filters = { libraryIds: [], stationIds: [], severities: [], codes: [] }

/** What an event says, for one kind of alert. */
export interface AlertFacts {
  /** For the text; a value that is null is written as nothing. */
  params: Params
  severity: Severity
  /** Below the text: why, what to do. */
  more?: string
  /** A page of the control center, below its base path. */
  open?: string | null
  libraryId?: number
  stationId?: number
  code?: string
  /** What it is about (`connection:3`): a channel is not told of its own connection. */
  about?: readonly string[]
}

/** A happening as a reader of the log sees it. */
export interface Happening {
  seq: number
  /** Epoch ms. */
  at: number
  kind: string
  scope?: string
  subject: string
  runId?: number
  jobId?: number
  data?: Readonly<Record<string, unknown>>
}

/**
 * A row of the matrix; rooms declare theirs. Words: `alerts.kind.<kind>` and `.hint`, its text at `alerts.text.<kind>`
 * with `{{names}}` of `fields`, that of many at `alerts.many.<kind>`.
 */
export interface AlertKind {
  /** `library.title-added`; stands in rows, so it is never renamed. */
  kind: string
  area: Area
  /** Kinds of events that may be it. */
  events: readonly string[]
  fields: readonly string[]
  filters: readonly FilterName[]
  /** It says less than any other kind that tells of the same event, and gives way to it. */
  isGeneral?: boolean
  /** Facts as an event would say them, for tests and while none happened. */
  example: AlertFacts
  /** @returns undefined when the event is none of this kind */
  read(event: Happening): AlertFacts | undefined
}

export interface Channel {
  channelId: number
  connectionId: number
  isEnabled: boolean
  /** Why it was switched off by itself. */
  off: { code: string; params: Params; at: number } | null
  version: number
  createdAt: number
  changedAt: number
}

export interface Rule {
  channelId: number
  kind: string
  mode: Mode
  filters: Filters
  /** Null for the catalogue's words. */
  template: string | null
}

export interface WaitingItem {
  text: string
  more: string
  open: string | null
  severity: Severity
}

/** One thing on its way to one channel. */
export interface Pending extends WaitingItem {
  channelId: number
  kind: string
  mode: Exclude<Mode, 'off'>
  seq: number
  at: number
}

export interface Refusal {
  receiver: string
  status: number | null
  said: string
}

export interface SentRow {
  messageId: number
  channelId: number
  kind: string
  mode: 'now' | 'loud' | 'digest' | 'test'
  title: string
  items: number
  deliveryId: number
  runId: number | null
  plannedAt: number
  accepted: number | null
  refused: readonly Refusal[]
}

export const SEVERAL = 'several'
export const TEMPLATE_MOST = 2000
export const CHANNELS_MOST = 50
/** Within it a second message of a kind waits, so that a burst comes as one. */
export const BURST_MS = 30_000
/** Of one message, whatever the service would take. */
export const ITEMS_MOST = 25
export const TEXT_MOST = 300

export const effectKeyOf = (channelId: number, messageId: number): string => `alerts:${channelId}:${messageId}`

/** Whether facts are about this target or a card's cause names it. */
export const isAbout = ({ about = [] }: AlertFacts, target: string): boolean =>
  about.some((one) => one === target || one.endsWith(`:${target}`))

export function passes(filters: Filters, facts: AlertFacts): boolean {
  const isIn = <Value>(list: readonly Value[], value: Value | undefined): boolean =>
    list.length === 0 || (value !== undefined && list.includes(value))
  return (
    isIn(filters.libraryIds, facts.libraryId) &&
    isIn(filters.stationIds, facts.stationId) &&
    isIn(filters.severities, facts.severity) &&
    (filters.codes.length === 0 || filters.codes.some((code) => facts.code?.startsWith(code) === true))
  )
}

/** `channel:3`, as attention and events name it. */
export const subjectOf = (channelId: number): string => `alerts.channel:${channelId}`

const WORST: readonly Severity[] = ['bad', 'warn', 'info', 'good']

export const worstOf = (severities: readonly Severity[]): Severity =>
  WORST.find((one) => severities.includes(one)) ?? 'info'
