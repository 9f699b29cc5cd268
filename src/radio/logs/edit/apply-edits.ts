import { InvalidInputError, type Params } from '../../../kernel/errors.ts'
import type { LogEdit } from './contract.ts'
import { type DraftEntry, type LogHour, logLengthOf } from '../model.ts'
import type { LogTrack } from '../ports.ts'

export interface EditContext {
  hours: readonly LogHour[]
  tracks: ReadonlyMap<number, LogTrack>
}

const SECOND_MS = 1000

/**
 * The log after edits, in their order. Starts are not computed here.
 * @throws InvalidInputError with the place of the edit that can't be done
 */
export function applyEdits(
  entries: readonly DraftEntry[],
  edits: readonly LogEdit[],
  context: EditContext,
): DraftEntry[] {
  let log = [...entries]
  for (const [index, edit] of edits.entries()) {
    try {
      log = applyEdit(log, edit, context)
    } catch (error) {
      throw error instanceof Wrong ? error.at(index) : error
    }
  }
  return log
}

class Wrong extends Error {
  readonly field: string
  readonly code: string
  readonly params: Params
  constructor(field: string, code: string, params: Params = {}) {
    super(code)
    this.field = field
    this.code = code
    this.params = params
  }
  at(index: number): InvalidInputError {
    const { code, params } = this
    const pointer = `/edits/${index}/${this.field}`
    return new InvalidInputError(code, { status: 422, params, fields: [{ pointer, code, params }], cause: this })
  }
}

function applyEdit(log: readonly DraftEntry[], edit: LogEdit, context: EditContext): DraftEntry[] {
  switch (edit.do) {
    case 'add':
      return added(log, edit, context)
    case 'change':
      return mapped(log, edit.entryId, (entry) => changed(entry, edit, context))
    case 'move':
      return moved(log, edit, context)
    case 'replace':
      return mapped(log, edit.entryId, (entry) => replaced(entry, trackOf(edit.trackId, context)))
    case 'remove':
      placeOf(log, edit.entryId)
      return log.filter(({ entryId }) => entryId !== edit.entryId)
  }
}

type EditOf<Do extends LogEdit['do']> = Extract<LogEdit, { do: Do }>

function placeOf(log: readonly DraftEntry[], entryId: number, field = 'entryId'): number {
  const place = log.findIndex((entry) => entry.entryId === entryId)
  if (place < 0) throw new Wrong(field, 'radio/no-such-entry', { entryId })
  return place
}

const mapped = (
  log: readonly DraftEntry[],
  entryId: number,
  change: (entry: DraftEntry) => DraftEntry,
): DraftEntry[] => {
  const place = placeOf(log, entryId)
  return log.map((entry, index) => (index === place ? { ...change(entry), isHandEdited: true } : entry))
}

function trackOf(trackId: number, { tracks }: EditContext): LogTrack & { lengthMs: number } {
  const track = tracks.get(trackId)
  if (track === undefined) throw new Wrong('trackId', 'radio/track-not-in-library', { trackId })
  if (track.state !== 'usable' || track.lengthMs === null || track.lengthMs <= 0)
    throw new Wrong('trackId', 'radio/track-not-usable', { title: track.title, trackId, state: track.state })
  return { ...track, lengthMs: track.lengthMs }
}

function audioOf({ trackId, title, artist, typeCode, lengthMs }: LogTrack & { lengthMs: number }) {
  const length = logLengthOf(typeCode, lengthMs)
  return { trackId, title, artist, typeCode, lengthMs: length, cueInMs: 0, cueOutMs: lengthMs }
}

interface Place {
  index: number
  hourStartsAt: number
}

function whereOf(
  log: readonly DraftEntry[],
  { before, after, hour }: Pick<EditOf<'move'>, 'before' | 'after' | 'hour'>,
  { hours }: EditContext,
): Place {
  if ([before, after, hour].filter((one) => one !== undefined).length !== 1)
    throw new Wrong('before', 'radio/one-place-needed')
  if (hour !== undefined) {
    const found = hours.find(({ name }) => name === hour)
    if (found === undefined) throw new Wrong('hour', 'radio/no-such-hour', { hour })
    return { index: log.filter((entry) => entry.hourStartsAt <= found.startsAt).length, hourStartsAt: found.startsAt }
  }
  const beside = before ?? after ?? 0
  const index = placeOf(log, beside, before === undefined ? 'after' : 'before')
  const { hourStartsAt } = log[index] as DraftEntry
  return { index: before === undefined ? index + 1 : index, hourStartsAt }
}

const inserted = (log: readonly DraftEntry[], entry: DraftEntry, { index }: Place): DraftEntry[] =>
  log.toSpliced(index, 0, entry)

function added(log: readonly DraftEntry[], edit: EditOf<'add'>, context: EditContext): DraftEntry[] {
  const place = whereOf(log, edit, context)
  const entry: DraftEntry = {
    entryId: null,
    slotKey: null,
    hourStartsAt: place.hourStartsAt,
    startsAt: place.hourStartsAt,
    what: edit.what,
    ...heardOf(edit, context),
    source: 'manual',
    startType: 'relative',
    anchorMs: null,
    transition: 'play',
    orderId: null,
    copyId: null,
    isHandEdited: true,
    why: null,
    note: '',
  }
  return inserted(log, withLength(withStart(entry, edit, context), edit), place)
}

/** What is heard of it, and what it is called. */
function heardOf(edit: EditOf<'add'>, context: EditContext) {
  const none = { trackId: null, artist: '', cueInMs: 0, cueOutMs: 0 }
  if (edit.what === 'note') {
    if (edit.title === undefined) throw new Wrong('title', 'radio/title-needed')
    return { ...none, title: edit.title, typeCode: null, lengthMs: 0 }
  }
  if (edit.trackId !== undefined) return audioOf(trackOf(edit.trackId, context))
  if (edit.what === 'track') throw new Wrong('trackId', 'radio/track-needed')
  // Without a name it is called by its number, as a clock's is.
  return { ...none, title: edit.title ?? '', typeCode: 'VOT' as const, lengthMs: edit.lengthMs ?? 0 }
}

function withStart(
  entry: DraftEntry,
  { startType, anchorMs, transition, note }: Pick<EditOf<'change'>, 'startType' | 'anchorMs' | 'transition' | 'note'>,
  { hours }: EditContext,
): DraftEntry {
  const type = startType ?? entry.startType
  const anchor = type === 'relative' ? null : anchorMs === undefined ? entry.anchorMs : anchorMs
  if (type !== 'relative' && anchor === null) throw new Wrong('anchorMs', 'radio/anchor-needed')
  const hour = hours.find(({ startsAt }) => startsAt === entry.hourStartsAt)
  if (anchor !== null && hour !== undefined && anchor >= hour.endsAt - hour.startsAt)
    throw new Wrong('anchorMs', 'radio/anchor-outside-hour', { hour: hour.name })
  return {
    ...entry,
    startType: type,
    anchorMs: anchor,
    transition: transition ?? entry.transition,
    note: note ?? entry.note,
  }
}

function withLength(entry: DraftEntry, { lengthMs }: { lengthMs?: number | undefined }): DraftEntry {
  if (lengthMs === undefined) return entry
  if (entry.what === 'note') throw new Wrong('lengthMs', 'radio/note-has-no-length')
  const most = Math.ceil((entry.cueOutMs - entry.cueInMs) / SECOND_MS) * SECOND_MS
  if (lengthMs < SECOND_MS || (entry.trackId !== null && lengthMs > most))
    throw new Wrong('lengthMs', 'radio/length-outside-audio', { mostSeconds: most / SECOND_MS })
  return { ...entry, lengthMs }
}

function changed(entry: DraftEntry, edit: EditOf<'change'>, context: EditContext): DraftEntry {
  const named = edit.title === undefined ? entry : retitled(entry, edit.title)
  return withLength(withCues(withStart(named, edit, context), edit, context), edit)
}

/** The title of audio is the library's. */
function retitled(entry: DraftEntry, title: string): DraftEntry {
  if (entry.trackId !== null && title !== entry.title) throw new Wrong('title', 'radio/title-of-library')
  return { ...entry, title }
}

function withCues(entry: DraftEntry, { cueInMs, cueOutMs }: EditOf<'change'>, context: EditContext): DraftEntry {
  if (cueInMs === undefined && cueOutMs === undefined) return entry
  if (entry.trackId === null) throw new Wrong('cueInMs', 'radio/track-needed')
  const { lengthMs } = trackOf(entry.trackId, context)
  const [from, to] = [cueInMs ?? entry.cueInMs, cueOutMs ?? entry.cueOutMs]
  if (to > lengthMs || to - from < SECOND_MS)
    throw new Wrong(cueOutMs === undefined ? 'cueInMs' : 'cueOutMs', 'radio/cue-outside-audio', {
      mostSeconds: Math.floor(lengthMs / SECOND_MS),
    })
  return { ...entry, cueInMs: from, cueOutMs: to, lengthMs: logLengthOf(entry.typeCode, to - from) }
}

/** In another hour it fills no slot of the clock any more: that one can be filled again. */
function moved(log: readonly DraftEntry[], edit: EditOf<'move'>, context: EditContext): DraftEntry[] {
  const entry = log[placeOf(log, edit.entryId)] as DraftEntry
  if (edit.before === edit.entryId || edit.after === edit.entryId) return [...log]
  const rest = log.filter(({ entryId }) => entryId !== edit.entryId)
  const place = whereOf(rest, edit, context)
  const isSameHour = place.hourStartsAt === entry.hourStartsAt
  const there = {
    ...entry,
    hourStartsAt: place.hourStartsAt,
    slotKey: isSameHour ? entry.slotKey : null,
    isHandEdited: true,
  }
  return inserted(rest, withStart(there, {}, context), place)
}

/** The order and the copy of a spot are those of the audio that it had. */
function replaced(entry: DraftEntry, track: LogTrack & { lengthMs: number }): DraftEntry {
  if (entry.what === 'note') throw new Wrong('entryId', 'radio/note-has-no-audio')
  if (entry.trackId === track.trackId) return entry
  const what = entry.what === 'spot' ? 'track' : entry.what
  return { ...entry, ...audioOf(track), what, orderId: null, copyId: null, why: null }
}
