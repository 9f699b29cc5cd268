import type { Rule } from './model.ts'

interface FolderRule extends Rule {
  season: (digits: string) => number
  /** Also in a library that holds films beside series. */
  inMixed: boolean
}

const SEASON =
  'season|series|saison|staffel|temporada|stagione|seizoen|se[sz]on[aeiy]?|sezóna|säsong|sæson|kausi|évad|сезон|시즌'
const whole = (form: string): RegExp => new RegExp(`^(?:${form})$`, 'iu')

export const SEASON_FOLDERS: readonly FolderRule[] = [
  {
    id: 'folder.specials',
    pattern: whole(String.raw`(specials?|extras|特典|season[\s._]?0{1,2})`),
    season: () => 0,
    inMixed: true,
    why: 'specials are season 0',
  },
  {
    id: 'folder.season',
    pattern: whole(String.raw`(?:${SEASON})[\s._-]*(\d{1,4})(?![\p{L}\p{N}])(?:[\s._].{0,60}|$)`),
    season: Number,
    inMixed: true,
    why: 'a word for season and its number',
  },
  {
    id: 'folder.season-last',
    pattern: whole(String.raw`(\d{1,4})\.?[\s._-]?(?:${SEASON})`),
    season: Number,
    inMixed: true,
    why: 'the number before the word: 3.Staffel',
  },
  { id: 'folder.s', pattern: whole(String.raw`s(\d{1,4})`), season: Number, inMixed: true, why: 'S and a number: S01' },
  {
    id: 'folder.han',
    pattern: whole(String.raw`第(\d{1,2}|[一二三四五六七八九十])[季期]`),
    season: seasonNumber,
    inMixed: true,
    why: '第2季',
  },
  {
    id: 'folder.number',
    pattern: whole(String.raw`(\d{1,2})`),
    season: Number,
    inMixed: false,
    why: 'a number alone, among series only',
  },
]

/**
 * The season that a folder stands for; undefined when it is none.
 * @param parent name of the folder above; a season's folder may repeat it
 */
export function readSeasonFolder(
  folder: string,
  parent: string | undefined,
  { isMixed }: { isMixed: boolean } = { isMixed: false },
): number | undefined {
  const name = withoutParent(folder.trim(), parent?.trim() ?? '')
  for (const { pattern, season, inMixed } of SEASON_FOLDERS) {
    const match = !isMixed || inMixed ? pattern.exec(name) : null
    if (match !== null) return season(match[1] ?? '')
  }
  return undefined
}

const HAN_DIGITS = '一二三四五六七八九十'

/** Of a season's number in digits or in Han. */
export function seasonNumber(said: string): number {
  return HAN_DIGITS.includes(said) ? HAN_DIGITS.indexOf(said) + 1 : Number(said)
}

function withoutParent(folder: string, parent: string): string {
  if (parent === '' || !folder.toLowerCase().startsWith(parent.toLowerCase())) return folder
  const rest = folder.slice(parent.length).replace(/^[\s._-]{1,3}/u, '')
  // Only with a word for season: 300/300 2 is no season.
  return /\p{L}/u.test(rest) ? rest : folder
}
