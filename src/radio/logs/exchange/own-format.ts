import { CsvError, parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { z } from 'zod'
import { InvalidInputError } from '../../../kernel/errors.ts'
import { clockAt } from '../../../kernel/time.ts'
import { escapeFormula, unescapeFormula } from '../../csv/index.ts'
import { TypeCode } from '../../tracks/contract.ts'
import { EntryWhat, Source, StartType, Transition } from '../edit/contract.ts'
import { hoursOf } from '../../../kernel/hours.ts'
import { type DraftEntry, ENTRIES_MOST, type Log, type LogEntry } from '../model.ts'
import type { DraftedLines, WrongLine } from './draft-lines.ts'

const ms = z.number().int().min(0).max(86_400_000)
const seconds = ms.refine((value) => value % 1000 === 0)

/** A line of a log as Patchbay writes it. `start` is told, not read: it follows from the others. */
const OwnLine = z.object({
  entry: z.number().int().positive().nullable(),
  hour: z.string(),
  start: z.string(),
  length_ms: seconds,
  what: EntryWhat,
  type: TypeCode.nullable(),
  track: z.number().int().positive().nullable(),
  title: z.string().max(1000),
  artist: z.string().max(1000),
  cue_in_ms: ms,
  cue_out_ms: ms,
  start_type: StartType,
  anchor_ms: seconds.nullable(),
  transition: Transition,
  source: Source,
  by_hand: z.boolean(),
  slot: z.string().max(200).nullable(),
  order: z.number().int().positive().nullable(),
  copy: z.number().int().positive().nullable(),
  note: z.string().max(1000),
})
type OwnLine = z.output<typeof OwnLine>
const COLUMNS = Object.keys(OwnLine.shape) as (keyof OwnLine)[]
const NUMBERS: ReadonlySet<string> = new Set([
  'entry',
  'length_ms',
  'track',
  'cue_in_ms',
  'cue_out_ms',
  'anchor_ms',
  'order',
  'copy',
])
const NULLABLE: ReadonlySet<string> = new Set(['entry', 'type', 'track', 'anchor_ms', 'slot', 'order', 'copy'])

export function toOwnLines(log: Log, entries: readonly LogEntry[]): OwnLine[] {
  const names = new Map(hoursOf(log, log.timeZone).map(({ startsAt, name }) => [startsAt, name]))
  return entries.map((entry) => ({
    entry: entry.entryId,
    hour: names.get(entry.hourStartsAt) ?? '',
    start: clockAt(entry.startsAt, log.timeZone).local.slice(11, 19),
    length_ms: entry.lengthMs,
    what: entry.what,
    type: entry.typeCode,
    track: entry.trackId,
    title: entry.title,
    artist: entry.artist,
    cue_in_ms: entry.cueInMs,
    cue_out_ms: entry.cueOutMs,
    start_type: entry.startType,
    anchor_ms: entry.anchorMs,
    transition: entry.transition,
    source: entry.source,
    by_hand: entry.isHandEdited,
    slot: entry.slotKey,
    order: entry.orderId,
    copy: entry.copyId,
    note: entry.note,
  }))
}

export const toOwnCsv = (log: Log, entries: readonly LogEntry[]): string =>
  `\uFEFF${stringify([
    COLUMNS,
    ...toOwnLines(log, entries).map((line) => COLUMNS.map((name) => escapeFormula(String(line[name] ?? '')))),
  ])}`

export const toOwnJson = (log: Log, entries: readonly LogEntry[]): string =>
  `${JSON.stringify({ airDate: log.airDate, timeZone: log.timeZone, entries: toOwnLines(log, entries) }, null, 2)}\n`

interface Numbered {
  line: number
  value: unknown
}

/** @throws InvalidInputError when it is no such file */
export function readOwnCsv(text: string, log: Log, before: readonly LogEntry[]): DraftedLines {
  return drafted(csvValues(text), log, before)
}

/** @throws InvalidInputError when it is no such file */
export function readOwnJson(text: string, log: Log, before: readonly LogEntry[]): DraftedLines {
  const parsed = z.object({ entries: z.array(z.unknown()).max(ENTRIES_MOST) }).safeParse(jsonOf(text))
  if (!parsed.success) throw new InvalidInputError('radio/log-file-no-json', { status: 422 })
  return drafted(
    parsed.data.entries.map((value, index) => ({ line: index + 1, value })),
    log,
    before,
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new InvalidInputError('radio/log-file-no-json', { status: 422, cause })
  }
}

function csvValues(text: string): Numbered[] {
  const rows = csvRows(text)
  const heading = rows[0]?.record.map((name) => name.trim().toLowerCase()) ?? []
  const missing = COLUMNS.find((name) => name !== 'start' && name !== 'entry' && !heading.includes(name))
  if (missing !== undefined)
    throw new InvalidInputError('radio/log-file-no-column', { status: 422, params: { column: missing } })
  return rows.slice(1).map(({ record, info }) => ({
    line: info.lines,
    value: Object.fromEntries(COLUMNS.map((name) => [name, valueOf(name, record[heading.indexOf(name)] ?? '')])),
  }))
}

function csvRows(text: string): { record: string[]; info: { lines: number } }[] {
  try {
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, info: true }) as never
  } catch (cause) {
    if (cause instanceof CsvError)
      throw new InvalidInputError('radio/log-file-bad-quote', { status: 422, params: { line: 1 }, cause })
    throw cause
  }
}

/** Text that is no number stays text, so that it is told as wrong. */
function valueOf(name: string, cell: string): unknown {
  const text = unescapeFormula(cell)
  if (text === '' && NULLABLE.has(name)) return null
  if (NUMBERS.has(name)) return /^\d{1,15}$/.test(text) ? Number(text) : text
  if (name === 'by_hand') return text === 'true' ? true : text === 'false' ? false : text
  return text
}

function drafted(values: readonly Numbered[], log: Log, before: readonly LogEntry[]): DraftedLines {
  const hours = new Map(hoursOf(log, log.timeZone).map((hour) => [hour.name, hour.startsAt]))
  const known = new Map(before.map((entry) => [entry.entryId, entry]))
  const drafts: DraftEntry[] = []
  const wrong: WrongLine[] = []
  for (const { line, value } of values) {
    const parsed = OwnLine.partial({ start: true }).safeParse(value)
    const column = parsed.success ? unfitIn(parsed.data) : String(parsed.error.issues[0]?.path[0] ?? '')
    const hour = parsed.success ? hours.get(parsed.data.hour) : undefined
    if (!parsed.success || column !== null)
      wrong.push({ line, column, code: 'radio/line-bad-cell', params: { column } })
    else if (hour === undefined)
      wrong.push({ line, column: 'hour', code: 'radio/no-such-hour', params: { hour: parsed.data.hour } })
    else drafts.push(toDraft(parsed.data, hour, known.get(parsed.data.entry ?? 0)))
    // Each entry of the log is one line: a copied line is another entry.
    if (parsed.success && parsed.data.entry !== null) known.delete(parsed.data.entry)
  }
  return { drafts, wrong }
}

type Line = Omit<OwnLine, 'start'>

/** The column that does not go with the others. */
function unfitIn(line: Pick<Line, 'start_type' | 'anchor_ms' | 'cue_in_ms' | 'cue_out_ms' | 'what' | 'length_ms'>) {
  if (line.start_type !== 'relative' && line.anchor_ms === null) return 'anchor_ms'
  if (line.cue_out_ms < line.cue_in_ms) return 'cue_out_ms'
  return line.what === 'note' && line.length_ms > 0 ? 'length_ms' : null
}

/** One that was in the log and is another now was edited by hand; one that was not came by the file. */
function toDraft(line: Line, hourStartsAt: number, was: LogEntry | undefined): DraftEntry {
  const content = {
    hourStartsAt,
    lengthMs: line.length_ms,
    what: line.what,
    typeCode: line.type,
    trackId: line.track,
    title: line.title,
    artist: line.artist,
    cueInMs: line.cue_in_ms,
    cueOutMs: line.cue_out_ms,
    startType: line.start_type,
    anchorMs: line.anchor_ms,
    transition: line.transition,
    note: line.note,
  }
  if (was === undefined) {
    const none = { entryId: null, slotKey: null, orderId: null, copyId: null, why: null, isHandEdited: true }
    return { ...none, ...content, startsAt: hourStartsAt, source: 'import' }
  }
  const isSame = Object.entries(content).every(([name, value]) => was[name as keyof typeof content] === value)
  const isSameAudio = was.trackId === content.trackId
  return {
    ...was,
    ...content,
    isHandEdited: was.isHandEdited || !isSame,
    ...(isSameAudio ? {} : { why: null, orderId: null, copyId: null }),
  }
}
