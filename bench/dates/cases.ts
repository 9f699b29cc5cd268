import type { AssetRole } from '../../src/media/asset-groups.ts'
import type { DateSource, RefusalReason } from '../../src/media/capture-date/model.ts'

/** What a case starts from before exiftool writes into it. */
export type Base =
  | 'jpeg'
  | 'heic'
  | 'avif'
  | 'png'
  | 'webp'
  | 'tiff'
  | 'mp4'
  | 'mov'
  | 'mov-moov-last'
  | 'avchd'
  | 'wmv'
  | 'xmp'
  | 'takeout'

export interface CaseFile {
  name: string
  base: Base
  /**
   * Arguments for exiftool. What it can't write is built from these: `takeout` a timestamp, `wmv` a date, `avchd` a local date, the byte of its
   * zone and how many pictures stand before it.
   */
  tags: readonly string[]
  role?: AssetRole
  /** UTC; default 2024-03-10T12:00:00Z. */
  mtime?: string
}

export interface OddFile extends CaseFile {
  id: string
  /** What is in it, for the document. */
  holds: string
  /** Files beside it that belong to the same asset. */
  beside?: readonly CaseFile[]
  /** Local text as `CaptureDate.local`. */
  local: string
  offset?: number
  source: DateSource
  /** Dates that must be refused, and why. */
  refused?: readonly (readonly [DateSource, RefusalReason])[]
  /**
   * Tag in which exiftool has the same date; absent where exiftool does not judge (it hands out junk, or does not look
   * at names, partners or files beside). UTC tags are asked with `-api QuickTimeUTC` in the library's zone.
   */
  peerTag?: string
}

/** Zone of the library in every case. */
export const LIBRARY_ZONE = 'Europe/Paris'
export const DEFAULT_MTIME = '2024-03-10T12:00:00Z'
type Expectation = Pick<OddFile, 'holds' | 'local' | 'source'> &
  Partial<Omit<OddFile, keyof CaseFile | 'id'>> &
  Pick<CaseFile, 'mtime' | 'role'>

/** A case with a folder of its own, named after its file. */
export function odd([name, base]: readonly [string, Base], tags: readonly string[], expected: Expectation): OddFile {
  const isFilm = ['mp4', 'mov', 'mov-moov-last', 'avchd', 'wmv'].includes(base)
  return { id: name.replace(/[^\w.-]+/g, '_'), name, base, tags, role: isFilm ? 'video' : 'still', ...expected }
}

/** Where a file with nothing but junk ends: its mtime in the library's zone. */
export const PARIS_MTIME = { local: '2024-03-10T13:00:00', source: 'mtime', offset: 60 } as const
/** Tags in which exiftool has the date. */
export const DTO = 'ExifIFD:DateTimeOriginal'
export const MVHD = 'QuickTime:CreateDate'
