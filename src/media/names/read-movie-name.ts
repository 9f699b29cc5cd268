import type { MovieName, Unreadable } from './model.ts'
import { readNumbers, type Setting } from './numbering.ts'
import { readPart } from './parts.ts'
import { type PathPart, splitPath } from './path-parts.ts'
import { readMake, readSheet } from './read-sheet.ts'
import { refuse } from './refusals.ts'
import { toPieces } from './sheet.ts'
import { takeTitle, titleEnd, titleStart } from './titles.ts'
import { today as currentDay } from './today.ts'

/** Names that players and discs give to any film. */
const SAYS_NOTHING =
  /^(?:movie|film|video|main|index|vts_\d\d_\d|video_ts|bdmv|\d{5}|(?:cd|dvd|disc|disk|part|pt)[\s._-]?\d{1,2})$/iu
const DISC_FOLDER = /^(?:bdmv|stream|video_ts|certificate|backup|(?:cd|dvd|disc|disk)[\s._-]?\d{1,2})$/iu

/**
 * What a film's path says of it.
 * @param path below the library's root; separators of Windows and of Unix are understood
 * @param today `YYYY-MM-DD`; a year far ahead of it belongs to the title
 */
export function readMovieName(path: string, today = currentDay()): MovieName | Unreadable {
  const { folders, stem, extension } = splitPath(path)
  const folder = folders.findLast(({ text }) => !DISC_FOLDER.test(text))
  const around = folder === undefined ? undefined : readOne(folder, { today, isFile: true, isNamedAbove: false })
  const isNamedAbove = around?.is === 'movie' && around.year !== null
  const file = readOne(stem, { today, isFile: extension !== '' || folders.length > 0, isNamedAbove })
  if (around === undefined) return file
  if (around.is === 'unreadable') return file
  if (file.is === 'unreadable') return file.why === 'episode' ? file : around
  const isFolderBetter = SAYS_NOTHING.test(stem.text) || (file.year === null && around.year !== null)
  return isFolderBetter ? fill(around, file) : fill(file, around, { ownYear: file.year !== null })
}

interface Circumstances {
  today: string
  isFile: boolean
  /** A folder gives title and year. */
  isNamedAbove: boolean
}

function readOne(place: PathPart, { today, isFile, isNamedAbove }: Circumstances): MovieName | Unreadable {
  const reason = refuse(place.text)
  if (reason !== undefined) return { is: 'unreadable', why: reason }
  const { sheet, ...read } = readSheet(place, { today, keepsYear: false })
  if (readNumbers(sheet, ALONE, ['sure'])?.rule.startsWith('number.season') === true)
    return { is: 'unreadable', why: 'episode' }
  const part = readPart(sheet, { isNamedAbove })
  if (!isFile && sheet.claims.length === 0) return { is: 'unreadable', why: 'nothing-tells' }
  const start = titleStart(sheet)
  const title = takeTitle(sheet, { from: start, to: titleEnd(sheet, start) })
  if (title === '') return { is: 'unreadable', why: 'nothing-tells' }
  return { is: 'movie', title, ...read, ...readMake(sheet), part, pieces: toPieces(sheet) }
}

const ALONE: Setting = { season: undefined, hasFolder: false, hasHeadGroup: false, hasHeadDate: false, isBatch: false }

/** What the one says, and what only the other says. */
function fill(best: MovieName, other: MovieName, { ownYear } = { ownYear: true }): MovieName {
  const { resolution, source, codec } = other.quality
  return {
    ...best,
    year: best.year ?? (ownYear ? other.year : null),
    edition: best.edition ?? other.edition,
    group: best.group ?? other.group,
    quality: {
      resolution: best.quality.resolution ?? resolution,
      source: best.quality.source ?? source,
      codec: best.quality.codec ?? codec,
    },
    ids: { ...other.ids, ...best.ids },
    part: best.part ?? other.part,
    pieces: [...best.pieces, ...other.pieces].toSorted((one, two) => one.at - two.at),
  }
}
