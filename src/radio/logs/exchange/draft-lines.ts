import type { Params } from '../../../kernel/errors.ts'
import { hoursOf, hourAt } from '../../../kernel/hours.ts'
import { type DraftEntry, type Log, logLengthOf, type TypeCode } from '../model.ts'
import type { LogTrack } from '../ports.ts'
import { TypeCode as AnyTypeCode } from '../../tracks/contract.ts'
import { clockOf, instantOnDay, lengthOf } from './clock-words.ts'
import type { LogTemplate } from './contract.ts'
import { trackMatcher } from './match-tracks.ts'
import type { FileLine } from './read-lines.ts'

export interface WrongLine {
  line: number
  column: string | null
  code: string
  params: Params
}

export interface DraftedLines {
  drafts: DraftEntry[]
  wrong: WrongLine[]
}

/** What imports of a kind of file are known by, so that the same line is the same entry again. */
export const importKey = (makes: LogTemplate['makes']): string => `import:${makes}:`

class Wrong extends Error {
  readonly found: Omit<WrongLine, 'line'>
  constructor(column: string | null, code: string, params: Params = {}) {
    super(code)
    this.found = { column, code, params }
  }
}

/** Entries of a log from the lines of a file, in its order; each line that can't be one is told. */
export function draftLines(
  lines: readonly FileLine[],
  { log, template, tracks }: { log: Log; template: LogTemplate; tracks: ReadonlyMap<number, LogTrack> },
): DraftedLines {
  const hours = hoursOf(log, log.timeZone)
  const match = trackMatcher(tracks)
  const drafts: DraftEntry[] = []
  const wrong: WrongLine[] = []
  const counts = new Map<string, number>()
  let notBefore = log.startsAt
  for (const { line, cells } of lines) {
    try {
      const { clock, startsAt } = timeOf(log, cells.time ?? '', notBefore)
      const found = match(cells)
      if (found.kind === 'wrong') throw new Wrong(found.column, found.code, found.params)
      notBefore = startsAt
      const hour = hourAt(hours, startsAt) ?? { name: '', startsAt: log.startsAt }
      const key = `${importKey(template.makes)}${hour.name}:${clock.slice(3)}`
      const nth = (counts.get(key) ?? 0) + 1
      counts.set(key, nth)
      const start = { slotKey: `${key}#${nth}`, hourStartsAt: hour.startsAt, startsAt }
      drafts.push({ ...entryOf(template, start), ...audioOf(found.track, cells, template), note: cells.note ?? '' })
    } catch (error) {
      if (!(error instanceof Wrong)) throw error
      wrong.push({ line, ...error.found })
    }
  }
  return { drafts, wrong }
}

function timeOf(log: Log, text: string, notBefore: number): { clock: string; startsAt: number } {
  const clock = clockOf(text)
  if (clock === undefined) throw new Wrong('time', 'radio/line-bad-time', { text })
  const startsAt = instantOnDay(log, clock, notBefore)
  if (startsAt === undefined) throw new Wrong('time', 'radio/line-time-left-out', { text })
  return { clock, startsAt }
}

const entryOf = (
  { makes, startType }: LogTemplate,
  start: Pick<DraftEntry, 'slotKey' | 'hourStartsAt' | 'startsAt'>,
) => ({
  ...start,
  entryId: null,
  what: makes,
  source: 'import' as const,
  startType,
  anchorMs: startType === 'relative' ? null : start.startsAt - start.hourStartsAt,
  transition: 'play' as const,
  orderId: null,
  copyId: null,
  isHandEdited: false,
  why: null,
})

function audioOf(
  track: LogTrack & { lengthMs: number },
  cells: FileLine['cells'],
  template: LogTemplate,
): Pick<DraftEntry, 'trackId' | 'title' | 'artist' | 'typeCode' | 'lengthMs' | 'cueInMs' | 'cueOutMs'> {
  const typeCode = typeOf(cells.type ?? '', template) ?? track.typeCode
  const { trackId, title, artist } = track
  const wholeMs = logLengthOf(typeCode, track.lengthMs)
  const given = cells.length ?? ''
  const wantedMs = given === '' ? wholeMs : lengthOf(given)
  if (wantedMs === undefined) throw new Wrong('length', 'radio/line-bad-length', { text: given })
  // A break that a file makes longer than its audio is as long as that: nothing is heard for the rest.
  const lengthMs = Math.min(wholeMs, Math.max(1, Math.ceil(wantedMs / 1000)) * 1000)
  return { trackId, title, artist, typeCode, lengthMs, cueInMs: 0, cueOutMs: Math.min(track.lengthMs, lengthMs) }
}

function typeOf(text: string, { types }: LogTemplate): TypeCode | undefined {
  if (text === '') return undefined
  const own = Object.entries(types).find(([word]) => word.toLowerCase() === text.toLowerCase())?.[1]
  const found = own ?? AnyTypeCode.safeParse(text.toUpperCase()).data
  if (found === undefined) throw new Wrong('type', 'radio/line-unknown-type', { text })
  return found
}
