import { type FolderPattern, patternDateOf } from './folder-pattern.ts'

/** Where files without a date go. */
export const UNKNOWN_FOLDER = 'unknown'

interface KnownDate {
  local: string
  source: string
  byHand: boolean
}

/** The folder of an asset by the date of its primary. @param isMtimeGood whether the file's time counts as a date */
export function folderByPattern(date: KnownDate | null, pattern: FolderPattern, isMtimeGood: boolean): string {
  if (date === null || (date.source === 'mtime' && !date.byHand && !isMtimeGood)) return UNKNOWN_FOLDER
  return pattern.render(patternDateOf(date.local))
}
