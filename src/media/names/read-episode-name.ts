import { bracketedTitle } from './alternatives.ts'
import { dayOf } from './dates.ts'
import type { EpisodeName, NamePiece, Unreadable } from './model.ts'
import { type Numbers, NUMBERINGS, readNumbers, type Setting } from './numbering.ts'
import { range } from './number-run.ts'
import { type PathPart, splitPath } from './path-parts.ts'
import { readMake, type ReadSheet, readSheet } from './read-sheet.ts'
import { refuse } from './refusals.ts'
import { readSeasonFolder } from './season-folder.ts'
import { claim, claimText, findClaim, openText, type Sheet, toPieces } from './sheet.ts'
import { spell, takeTitle, titleEnd, titleStart } from './titles.ts'
import { today as currentDay } from './today.ts'

/** From here on a number in the folder of a season may count through the series. */
const MANY = 100

/**
 * What an episode's path says of it.
 * @param path below the library's root; separators of Windows and of Unix are understood
 * @param today `YYYY-MM-DD`; a day after it is no day of broadcast
 */
export function readEpisodeName(path: string, today = currentDay()): EpisodeName | Unreadable {
  const { folders, stem } = splitPath(path)
  const place = placeOf(folders)
  const folder = place.series === undefined ? undefined : readSheet(place.series, { today, keepsYear: true })
  const packed = folder === undefined ? undefined : readNumbers(folder.sheet, settingOf(folder, {}), ['sure', 'pack'])
  const season = place.season ?? (packed?.isSeasonPack === true ? (packed.season ?? undefined) : undefined)
  const around = { season, hasFolder: folders.length > 0 }
  const reason = refuse(stem.text)
  const file = reason === undefined ? readSheet(stem, { today, keepsYear: true }) : undefined
  const own = file === undefined ? undefined : readOwn(file, settingOf(file, around), today)
  if (own !== undefined && file !== undefined && (own.isSure || packed === undefined || packed.isSeasonPack))
    return compose({ read: file, own, place, folder, today, season })
  if (folder !== undefined && packed !== undefined && !packed.isSeasonPack)
    return compose({
      read: folder,
      own: { numbers: packed, isSure: true },
      place: {},
      folder: undefined,
      today,
      season: place.season,
    })
  const hasNoDate = file !== undefined && findClaim(file.sheet, 'no-date') !== undefined
  return { is: 'unreadable', why: reason ?? (hasNoDate ? 'impossible-date' : 'no-number') }
}

interface Place {
  season?: number | undefined
  /** The season's folder. */
  folder?: PathPart | undefined
  /** The folder that names the series. */
  series?: PathPart | undefined
}

function placeOf(folders: readonly PathPart[]): Place {
  const last = folders.at(-1)
  if (last === undefined) return {}
  const season = readSeasonFolder(last.text, folders.at(-2)?.text)
  return season === undefined ? { series: last } : { season, folder: last, series: folders.at(-2) }
}

function settingOf({ sheet }: ReadSheet, around: { season?: number | undefined; hasFolder?: boolean }): Setting {
  const date = findClaim(sheet, 'date')
  return {
    season: around.season,
    hasFolder: around.hasFolder ?? false,
    hasHeadGroup: findClaim(sheet, 'group')?.rule === 'group.head',
    hasHeadDate: date !== undefined && isAtHead(sheet, date.from),
    isBatch: /\bbatch\b/iu.test(sheet.text),
  }
}

function isAtHead(sheet: Sheet, at: number): boolean {
  return !/[\p{L}\p{N}]/u.test(sheet.text.slice(0, at))
}

interface Own {
  numbers: Numbers | undefined
  isSure: boolean
}

/** The numbers of the file's own name, or its day. */
function readOwn({ sheet }: ReadSheet, setting: Setting, today: string): Own | undefined {
  const date = findClaim(sheet, 'date')
  const isDated = date !== undefined && dayOf(sheet, date, today) !== undefined
  const isRecording = isDated && setting.hasHeadDate && date.to - date.from > 6
  const sure = isRecording ? undefined : readNumbers(sheet, setting, ['sure'])
  if (sure !== undefined) return { numbers: sure, isSure: true }
  if (isDated) return { numbers: isRecording ? undefined : readNumbers(sheet, setting, ['worded']), isSure: true }
  if (findClaim(sheet, 'no-date') !== undefined) return undefined
  const numbers = readNumbers(sheet, setting, ['worded', 'counted', 'pack', 'bare'])
  return numbers === undefined ? undefined : { numbers, isSure: false }
}

interface Findings {
  read: ReadSheet
  own: Own
  place: Place
  folder: ReadSheet | undefined
  today: string
  season: number | undefined
}

function compose({ read, own, place, folder, today, season }: Findings): EpisodeName {
  const { sheet, ...rest } = read
  const date = findClaim(sheet, 'date')
  const numbers = own.numbers === undefined ? undefined : inSeason(own.numbers, season)
  const also = numbers === undefined ? undefined : alsoAbsolute(sheet, numbers)
  const isDayAlone = numbers === undefined && date !== undefined && isAtHead(sheet, date.from)
  const cut = Math.min(
    also?.from ?? Infinity,
    numbers?.from ?? Infinity,
    date === undefined || isAtHead(sheet, date.from) ? Infinity : date.from,
  )
  const named = isDayAlone ? '' : takeSeries(sheet, { cut, numbers })
  takeNumbers(sheet, numbers)
  const behind = Math.max(numbers?.to ?? 0, also?.to ?? 0, date?.to ?? 0)
  const year = seriesYear(sheet, numbers) ? rest.year : null
  const episodeTitle = numbers?.isSeasonPack === true ? '' : takeEpisodeTitle(sheet, behind)
  const outside = named === '' && folder !== undefined ? seriesOf(folder) : undefined
  const series = named === '' ? (outside?.series ?? null) : named
  return {
    is: 'episode',
    ...rest,
    ...readMake(sheet),
    title: series ?? '',
    series,
    year: year ?? folder?.year ?? null,
    group: rest.group ?? folder?.group ?? null,
    ids: { ...folder?.ids, ...rest.ids },
    season: numbers?.season ?? null,
    episodes: numbers?.isSeasonPack === true ? countedIn(sheet) : (numbers?.episodes ?? []),
    absolute: also?.absolute ?? numbers?.absolute ?? [],
    airDate: date === undefined ? null : (dayOf(sheet, date, today) ?? null),
    isSeasonPack: numbers?.isSeasonPack ?? false,
    episodeTitle: episodeTitle === '' ? null : episodeTitle,
    pieces: [...seasonPiece(place), ...(outside?.pieces ?? []), ...toPieces(sheet)].toSorted(
      (one, two) => one.at - two.at,
    ),
  }
}

/** A number without a season is one of the folder's season. */
function inSeason(numbers: Numbers, season: number | undefined): Numbers {
  const isSure = NUMBERINGS.find(({ id }) => id === numbers.rule)?.certainty === 'sure'
  if (season === undefined || isSure || numbers.isSeasonPack) return numbers
  const [only = 0] = numbers.absolute
  // 205 in the folder of season 2.
  if (numbers.rule === 'number.head' && Math.floor(only / 100) === season)
    return { ...numbers, season, episodes: [only % 100], absolute: [] }
  if (numbers.absolute.length === 0)
    return { ...numbers, season: numbers.episodes.length === 0 ? numbers.season : season }
  return { ...numbers, season, episodes: numbers.absolute, absolute: numbers.absolute.filter((one) => one >= MANY) }
}

/** A pack may say how far it goes: `[第01-15集]`. */
function countedIn(sheet: Sheet): number[] {
  const count = findClaim(sheet, 'count')
  const ends = count === undefined ? null : /(\d+)-(\d+)/u.exec(claimText(sheet, count))
  return ends === null ? [] : range(Number(ends[1]), Number(ends[2]))
}

const BEFORE = /[\s_]-[\s_](\d{1,4}(?:\.\d)?)[\s_]*(?:-[\s_])?\(?$/u
const BEHIND = /^\)?[\s_]+(?:-[\s_]+)?(\d{3,4})(?:-(\d{3,4}))?(?=[\s_]*(?:$|[-[(\uE000]))/u

interface Also {
  absolute: number[]
  from: number
  to: number
}

/** A fansub may give both numbers: `Show - 12 (S01E12)`, `Show S10E14 214`. */
function alsoAbsolute(sheet: Sheet, numbers: Numbers): Also | undefined {
  if (numbers.absolute.length > 0 || numbers.isSeasonPack || findClaim(sheet, 'group')?.rule !== 'group.head')
    return undefined
  const text = openText(sheet)
  const before = BEFORE.exec(text.slice(0, numbers.from))
  if (before !== null) return { absolute: [Number(before[1])], from: before.index, to: numbers.to }
  const behind = BEHIND.exec(text.slice(numbers.to))
  if (behind === null) return undefined
  const [first, last] = [Number(behind[1]), Number(behind[2] ?? behind[1])]
  return { absolute: range(first, Math.max(first, last)), from: numbers.from, to: numbers.to + behind[0].length }
}

const COMPLETE = /(?<=\p{L} )(?:the )?complete(?: series| collection)?$/iu
const SEASON_WORDS = /(?<![\p{L}\p{N}])(?:season|temporada|saison|staffel|stagione)[\s._]\d{1,2}(?![\p{L}\p{N}])/iu

function takeSeries(sheet: Sheet, { cut, numbers }: { cut: number; numbers: Numbers | undefined }): string {
  const start = titleStart(sheet)
  const sign = sheet.text.slice(start, cut)
  const bracketed = bracketedTitle(sign)
  const words = numbers === undefined || numbers.absolute.length > 0 ? null : SEASON_WORDS.exec(sign)
  const end = Math.min(cut, words === null ? Infinity : start + words.index, titleEnd(sheet, start))
  const between = bracketed ?? takeTitle(sheet, { from: start, to: end })
  const series = numbers?.isSeasonPack === true ? between.replace(COMPLETE, '') : between
  const isFansub = findClaim(sheet, 'group')?.rule === 'group.head'
  // S02 and S2 of fansubs are one series.
  return isFansub ? series.replace(/(?<= S)0(?=\d$)/u, '') : series
}

function takeNumbers(sheet: Sheet, numbers: Numbers | undefined): void {
  if (numbers === undefined) return
  const as = numbers.isSeasonPack ? 'season' : numbers.season === null ? 'absolute' : 'episode'
  claim(sheet, { from: numbers.from, to: numbers.to, as, rule: numbers.rule })
}

function takeEpisodeTitle(sheet: Sheet, behind: number): string {
  const year = findClaim(sheet, 'year')
  const from = year !== undefined && year.from >= behind && isYearBehind(sheet, behind) ? year.to : behind
  return takeTitle(sheet, { from, to: titleEnd(sheet, from) }, 'episode-title')
}

/** The year is the series' own: in brackets, before the numbers, or right behind them. A title may be a year, too. */
function seriesYear(sheet: Sheet, numbers: Numbers | undefined): boolean {
  const year = findClaim(sheet, 'year')
  if (year === undefined || numbers === undefined || year.rule === 'year.bracketed') return true
  return year.to <= numbers.from || isYearBehind(sheet, numbers.to)
}

function isYearBehind(sheet: Sheet, behind: number): boolean {
  const year = findClaim(sheet, 'year')
  return year !== undefined && year.from >= behind && /^[\s._([]*$/u.test(sheet.text.slice(behind, year.from))
}

/** The series by its folder, as far as its name goes before anything else. */
function seriesOf({ sheet }: ReadSheet): { series: string | null; pieces: NamePiece[] } {
  const numbers = readNumbers(sheet, settingOf({ sheet } as ReadSheet, {}), ['sure', 'pack'])
  const start = titleStart(sheet)
  const end = Math.min(titleEnd(sheet, start), numbers?.from ?? Infinity)
  const text = sheet.text.slice(start, end)
  const series = spell(text)
  if (series === '') return { series: null, pieces: [] }
  return { series, pieces: [{ text, at: sheet.part.at + start, as: 'title', rule: 'title.folder' }] }
}

function seasonPiece({ season, folder }: Place): NamePiece[] {
  if (season === undefined || folder === undefined) return []
  return [{ text: folder.text, at: folder.at, as: 'season', rule: 'folder.season' }]
}
