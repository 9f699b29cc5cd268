import { z } from 'zod'
import { Instant, Said } from '../../../kernel/contract.ts'
import { TypeCode } from '../../tracks/contract.ts'
import { EntryWhat, Source, StartType, Transition } from '../edit/contract.ts'
import { REVISION_KINDS } from '../model.ts'

const count = z.number().int()
const lengthMs = count.min(0)
export const AirDate = z.iso.date().describe('YYYY-MM-DD, a day of the station’s calendar')

export const FindingCode = z.enum([
  'no-audio',
  'track-unknown',
  'track-missing',
  'track-pending',
  'track-failed',
  'type-unmapped',
  'not-heard',
  'cut',
  'late',
  'gap',
  'overrun',
  'past',
  'lock-window',
  'audio-shorter',
])
export type FindingCode = z.output<typeof FindingCode>

export const FindingView = z.object({
  code: FindingCode,
  severity: z.enum(['stopper', 'warning', 'notice']).describe('A stopper must be gone before the day is published'),
  entryId: count.nullable(),
  hourStartsAt: Instant.nullable(),
  text: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
export type FindingView = z.output<typeof FindingView>

export const LockView = z.object({ holder: z.string(), until: Instant, isMine: z.boolean() }).nullable()

export const LogEntryView = z.object({
  entryId: count,
  position: count,
  slotKey: z.string().nullable(),
  hourStartsAt: Instant,
  startsAt: Instant,
  endsAt: Instant.describe('Of what is heard'),
  lengthMs: lengthMs.describe('What the log gives it, whole seconds'),
  cutMs: lengthMs.describe('Of it, what is not heard'),
  cutBy: z.enum(['hard', 'taken', 'day-end']).nullable(),
  lateMs: lengthMs.describe('After its anchor'),
  what: EntryWhat,
  typeCode: TypeCode.nullable().describe('Null is unmapped, or a note'),
  trackId: count.nullable(),
  title: z.string(),
  artist: z.string(),
  cueInMs: lengthMs,
  cueOutMs: lengthMs,
  source: Source,
  startType: StartType,
  anchorMs: lengthMs.nullable(),
  transition: Transition,
  orderId: count.nullable(),
  copyId: count.nullable(),
  isHandEdited: z.boolean().describe('It stays when the day is generated again'),
  hasWhy: z.boolean().describe('Why it was chosen can be asked'),
  note: z.string(),
})
export type LogEntryView = z.output<typeof LogEntryView>

export const GapView = z.object({
  startsAt: Instant,
  endsAt: Instant,
  lengthMs,
  hourStartsAt: Instant,
  beforeEntryId: count.nullable().describe('What fills it stands before this one; null: after the last'),
})
export type GapView = z.output<typeof GapView>

export const LogHourView = z.object({
  name: z.string().describe('00 to 23; 02+ is the hour that comes a second time'),
  startsAt: Instant,
  endsAt: Instant,
  heardMs: lengthMs,
  gapMs: lengthMs,
  takenMs: lengthMs,
  overMs: lengthMs.describe('Heard after its end'),
  entries: count,
  byType: z.array(z.object({ typeCode: TypeCode.nullable(), count, lengthMs })),
})
export type LogHourView = z.output<typeof LogHourView>

const OutsideView = z.object({
  taken: z.array(
    z.object({
      what: z.enum(['airing', 'row']),
      id: count,
      title: z.string(),
      startsAt: Instant,
      endsAt: Instant,
    }),
  ),
  windows: z.array(z.object({ windowId: count, title: z.string(), startsAt: Instant, endsAt: Instant })),
  readAt: Instant.nullable().describe('When the playout was read; null when it was not'),
  problem: Said.nullable().describe('Why it could not be read'),
})

const dayFacts = {
  stationId: count,
  airDate: AirDate,
  startsAt: Instant,
  endsAt: Instant,
  hours: z.number().describe('23, 24 or 25; half an hour more or less where clocks change so'),
}

export const LogView = z.object({
  logId: count,
  ...dayFacts,
  timeZone: z.string(),
  revision: count,
  seed: z.string(),
  lock: LockView,
  generatedAt: Instant.nullable(),
  createdAt: Instant,
  changedAt: Instant,
  etag: z.string(),
})
export type LogView = z.output<typeof LogView>

export const LogDayView = LogView.extend({
  now: Instant,
  lockedUntil: Instant.describe('What starts before can’t be changed at the playout any more'),
  hoursOfDay: z.array(LogHourView),
  entries: z.array(LogEntryView),
  gaps: z.array(GapView),
  outside: OutsideView,
  tracksReadAt: Instant.nullable().describe('How old what is known of the library is'),
  findings: z.array(FindingView),
  stoppers: count,
  ofRevision: count.nullable().describe('The former state that is shown; null: the present'),
})
export type LogDayView = z.output<typeof LogDayView>

export const LogDayRow = z.object({
  logId: count.nullable().describe('Null: there is no log of this day'),
  ...dayFacts,
  state: z.enum(['none', 'empty', 'draft']),
  entries: count,
  plannedMs: lengthMs,
  openMs: lengthMs.describe('Where nothing is planned; rows of others count as far as they are known'),
  revision: count,
  published: z
    .object({
      state: z.enum(['publishing', 'verified', 'restoring', 'restored', 'undoing', 'undone', 'mixed']),
      revision: count.describe('Of the log, when it was sent'),
      isWholeDay: z.boolean(),
      at: Instant,
    })
    .nullable()
    .describe('The last publication that was begun'),
  lock: LockView,
  generatedAt: Instant.nullable(),
  changedAt: Instant.nullable(),
})
export type LogDayRow = z.output<typeof LogDayRow>

export const RevisionView = z.object({
  number: count,
  actor: z.string(),
  at: Instant,
  what: z.enum(REVISION_KINDS),
  text: z.string(),
  ofNumber: count.nullable().describe('The revision whose state it is again'),
  entries: count,
  isCurrent: z.boolean(),
})
export type RevisionView = z.output<typeof RevisionView>

const ChangeCounts = z.object({ add: count, change: count, remove: count, keep: count })

export const GeneratedView = z.object({
  log: LogView.nullable().describe('Null: there is none, and a dry run makes none'),
  isDryRun: z.boolean(),
  isChanged: z.boolean(),
  counts: ChangeCounts,
  added: z.array(z.object({ startsAt: Instant, title: z.string(), typeCode: TypeCode.nullable(), lengthMs })),
  removed: z.array(z.object({ startsAt: Instant, title: z.string(), typeCode: TypeCode.nullable(), lengthMs })),
  kept: count.describe('Takes, hand edits, what was added by hand and what was imported: they stay'),
  unfilled: z.array(z.object({ startsAt: Instant, endsAt: Instant, reason: z.string() })),
  leftOut: z.array(z.object({ slotKey: z.string(), hourStartsAt: Instant, reason: z.string() })),
  unplaced: z
    .array(z.object({ orderId: count, plays: count, reason: z.string() }))
    .describe('Plays that orders want of the day, and that got no place'),
  seed: z.string(),
})
export type GeneratedView = z.output<typeof GeneratedView>

const blocked = z.array(z.object({ trackId: count, title: z.string(), text: z.string() }))

export const WhyView = z.object({
  entryId: count,
  title: z.string(),
  chose: z.string().nullable().describe('Null where a person chose'),
  blocked,
  broken: z.array(z.string()),
})
export type WhyView = z.output<typeof WhyView>

export const FilledView = z.object({
  log: LogView,
  isDryRun: z.boolean(),
  added: z.array(
    z.object({
      startsAt: Instant,
      lengthMs,
      trackId: count.nullable(),
      title: z.string(),
      artist: z.string(),
      typeCode: TypeCode.nullable(),
      chose: z.string(),
      blocked,
      broken: z.array(z.string()),
    }),
  ),
  unfilled: z
    .array(z.object({ startsAt: Instant, endsAt: Instant, lengthMs, reason: z.string() }))
    .describe('Of the silence, what nothing was found for'),
  seed: z.string(),
})
export type FilledView = z.output<typeof FilledView>

export const FitView = z.object({
  trackId: count,
  title: z.string(),
  artist: z.string(),
  typeCode: TypeCode.nullable(),
  lengthMs,
  leftMs: z.number().int().describe('Of the gap; below 0 it would be cut by that much'),
})
export type FitView = z.output<typeof FitView>
