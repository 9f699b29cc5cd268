/** How much of the time is known. A day alone never gets a made-up hour. */
export type DatePrecision = 'day' | 'minute' | 'second' | 'millisecond'

/** Where a date stood. The words for a person are `capture-date.source.<source>`; the order of trust is in `choose.ts`. */
export type DateSource =
  | 'quicktime.creationdate'
  | 'exif.original'
  | 'exif.digitized'
  | 'avchd.recorded'
  | 'avi.digitized'
  | 'xmp.original'
  | 'xmp.photoshop'
  | 'xmp.created'
  | 'quicktime.day'
  | 'iptc.created'
  | 'iptc.digitized'
  | 'png.created'
  | 'gps'
  | 'movie.header'
  | 'matroska.date'
  | 'sidecar.xmp'
  | 'sidecar.takeout'
  | 'filename'
  | 'exif.modified'
  | 'xmp.modified'
  | 'png.modified'
  | 'mtime'

/** Why a date was not taken; words: `capture-date.refused.<reason>`. */
export type RefusalReason =
  /** Nothing but zeros, spaces or colons: the camera's clock was never set. */
  | 'blank'
  /** Not a date in any form we know. */
  | 'unreadable'
  /** Digits that are no day or time of any calendar: month 13, 25:61, 29 February 2023. */
  | 'impossible'
  /** Before 1990: a clock that started at its epoch. */
  | 'too-early'
  /** More than a day ahead of now. */
  | 'future'
  /** A year or a month alone. */
  | 'too-vague'
  /** The date holds, but its UTC offset is none that exists; the offset was dropped. */
  | 'bad-offset'
  /** A filename's time more than 14 hours from the movie's own clock. */
  | 'far-from-movie-clock'
  /** A valid date on another day, from a source that is trusted less. */
  | 'outranked'
  /** The part of the file where dates stand can't be read. */
  | 'damaged'
  /** An XML document with a DOCTYPE is not read. */
  | 'doctype'
  /** A sidecar is larger than any sidecar needs to be. */
  | 'too-large'

/**
 * When the picture or film was taken, by the clock on the wall where it was taken.
 * The folder goes by the digits of `local`; the offset never moves the day.
 */
export interface CaptureDate {
  /** `YYYY-MM-DD`, `YYYY-MM-DDTHH:mm`, `…:ss` or `…:ss.SSS`, as long as `precision` says. */
  local: string
  /** Minutes east of UTC, -840..840, when it is known. */
  offsetMinutes?: number
  /** Epoch ms, when the offset is known. */
  instant?: number
  precision: DatePrecision
  /** `mtime` alone is inferred: it tells when the bytes were written, not when the picture was taken. */
  source: DateSource
}

export interface RefusedDate {
  source: DateSource | 'file'
  /** What stood there, at most 80 characters, control characters replaced. */
  value: string
  reason: RefusalReason
}

export interface CaptureDateFinding {
  /** Undefined when nothing usable was found: the file belongs to `unknown/`. */
  date: CaptureDate | undefined
  /** Every date that stood somewhere and was not taken, with the reason: with `date.source` it answers "why is this file here". */
  refused: readonly RefusedDate[]
}

/** A date as it stands in a file, not judged yet. */
export interface DateCandidate {
  source: DateSource
  /** Text as found, or the ISO form of a number. */
  value: string
  /** What its digits mean when the text itself carries no offset. */
  frame: 'local' | 'utc'
  /** A separate offset field, `+02:00`. */
  offset?: string
  /** Digits of a separate field with fractions of a second. */
  fraction?: string
}

export type MediaKind = 'still' | 'video' | 'other'

/** All that reading one file brought, for the chooser. */
export interface DateCandidates {
  kind: MediaKind
  candidates: DateCandidate[]
  /** What could not be read. */
  refused: RefusedDate[]
  /** An offset that the file names without a date of its own (`OffsetTime`): it gives UTC dates their local clock. */
  offsetHint?: string
  /** Length of the movie: some cameras write its end into the header. */
  durationMs?: number
}

export function isInferred(date: CaptureDate): boolean {
  return date.source === 'mtime'
}
