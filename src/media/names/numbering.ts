import type { Rule } from './model.ts'
import { range, readRun } from './number-run.ts'
import { seasonNumber } from './season-folder.ts'
import { openText, type Sheet, type Span } from './sheet.ts'

/** What a rule read of a name's numbers, and where they stand. */
export interface Numbers extends Span {
  rule: string
  season: number | null
  episodes: readonly number[]
  absolute: readonly number[]
  isSeasonPack: boolean
}

/** What surrounds a name: rules that are unsure alone lean on it. */
export interface Setting {
  /** Of the folder it lies in. */
  season: number | undefined
  hasFolder: boolean
  /** A fansub signs it: such names count through the whole series. */
  hasHeadGroup: boolean
  /** It begins with a date, as recordings do. */
  hasHeadDate: boolean
  /** Says itself that it holds many. */
  isBatch: boolean
}

interface Found {
  match: RegExpMatchArray & { index: number }
  /** Of the pattern's groups; '' for one that took no part. */
  group: (name: string) => string
  text: string
  setting: Setting
}

type Reading = Partial<Omit<Numbers, 'rule' | 'from'>> | undefined

/**
 * How sure a rule is: `sure` says season and episode; `worded` has a word for the number; `counted` a form that is used
 * for nothing else; `pack` says a season only; `bare` is a number by its place alone.
 */
export type Certainty = 'sure' | 'worded' | 'counted' | 'pack' | 'bare'

export interface NumberingRule extends Rule {
  certainty: Certainty
  read: (found: Found) => Reading
}

const EDGE = String.raw`(?<![\p{L}\p{N}])`
const END = String.raw`(?![\p{L}\p{N}])`
const rule = (form: string): RegExp => new RegExp(form, 'giu')
const SEASON =
  'season|series|saison|staffel|temporada|stagione|seizoen|se[sz]on[aeiy]?|sezóna|säsong|sæson|kausi|сезон|시즌|se'
const EPISODE = 'episode|épisode|episodio|folge|avsnitt|aflevering|afl|cap[ií]tulo|серия|эпизод|eps?|e'
/** What may stand behind a bare number: nothing, a bracket, a tag, or a dash between spaces. */
const CLOSED = String.raw`(?=[\s_.]*(?:$|[[({\uE000])|[\s_]+[-–][\s_]|[\s_]+(?:DVD|BD|TV|END|FIN|VOSTFR)\b|\()`
const YEAR = String.raw`(?:19|20)\d\d`

/** Season and the episodes that follow the first. */
function seasonRun({ match, group, text }: Found): Reading {
  const { numbers, to } = readRun(text, group('first'), match.index + match[0].length)
  return { season: Number(group('season')), episodes: numbers, to }
}

/** Counted through the whole series, unless the folder names a season. */
function absoluteRun({ match, group, text }: Found): Reading {
  const { numbers, to } = readRun(text, group('first'), match.index + match[0].length)
  return { absolute: numbers, to }
}

/** From one number to another, or one alone. */
function absoluteSpan({ group }: Found): Reading {
  const [first, last] = [Number(group('first')), Number(group('last'))]
  return group('last') === '' ? { absolute: [first] } : last > first ? { absolute: range(first, last) } : undefined
}

function firstSeasonRun({ match, group, text }: Found): Reading {
  const { numbers, to } = readRun(text, group('first'), match.index + match[0].length)
  return { season: 1, episodes: numbers, to }
}

/** 103 is season 1, episode 3; 103.104 and 10304 are two of them. */
function glued({ match, setting }: Found): Reading {
  const digits = match[0].split(/[._]/u)
  if (setting.hasHeadGroup)
    return digits.length > 1 || match[0].length > 4 ? undefined : { absolute: [Number(match[0])] }
  const [first = ''] = digits
  const season = Number(first.length > 4 ? first.slice(0, -4) : first.slice(0, -2))
  const episodes = first.length > 4 ? [first.slice(-4, -2), first.slice(-2)] : digits.map((one) => one.slice(-2))
  const isOne = digits.every((one) => one.length === first.length && Number(one.slice(0, -2)) === season)
  const [one = 0, two = one + 1] = episodes.map(Number)
  return season > 0 && (isOne || two === one + 1) ? { season, episodes: episodes.map(Number) } : undefined
}

export const NUMBERINGS: readonly NumberingRule[] = [
  {
    id: 'number.season-episode',
    certainty: 'sure',
    pattern: rule(String.raw`${EDGE}S(?<season>\d{1,4})[\s._-]{0,3}(?:xE|Ep|E|x)[\s._]?(?<first>\d{1,5})`),
    read: seasonRun,
    why: 'S01E02 and all its kin: s1.e2, S01xE02, S03 Ep 04, S2024E01',
  },
  {
    id: 'number.season-episode-glued',
    certainty: 'sure',
    pattern: rule(String.raw`(?<=\p{L})s(?<season>\d\d)e(?<first>\d\d)`),
    read: seasonRun,
    why: 's01e02 right behind a title, without a sign between',
  },
  {
    id: 'number.season-episode-words',
    certainty: 'sure',
    pattern: rule(
      String.raw`${EDGE}(?:${SEASON})[\s._]?(?<season>\d{1,4})[\s._,:-]{1,4}(?:${EPISODE})[\s._]{0,2}(?<first>\d{1,4})`,
    ),
    read: seasonRun,
    why: 'Season 1 Episode 2, in several languages',
  },
  {
    id: 'number.episode-of-season-words',
    certainty: 'sure',
    pattern: rule(
      String.raw`${EDGE}(?<season>\d{1,2})[\s._-]{1,2}(?:сезон|sezon|évad)[\s._,:-]{1,4}(?<first>\d{1,4})[\s._-]{1,2}(?:серия|bölüm|rész)`,
    ),
    read: seasonRun,
    why: 'numbers before their words, as Russian, Turkish and Hungarian have them',
  },
  {
    id: 'number.season-dot',
    certainty: 'sure',
    pattern: rule(String.raw`${EDGE}S(?<season>\d{1,2})\.(?<first>\d\d)(?![\p{N}\p{L}])`),
    read: seasonRun,
    why: 's02.05',
  },
  {
    id: 'number.capitulo',
    certainty: 'sure',
    pattern: rule(String.raw`${EDGE}Cap\.?\s?(?<season>\d{1,2})(?<first>\d\d)${END}`),
    read: seasonRun,
    why: 'Spanish releases write Cap.408 for season 4, episode 8',
  },
  {
    id: 'number.cross',
    certainty: 'sure',
    pattern: rule(String.raw`${EDGE}(?<season>\d{1,2}|${YEAR})x(?<first>\d{1,4})(?!\p{N})(?=x\d|\P{L}|$)`),
    read: seasonRun,
    why: '1x02, 2009x02, and more behind it: 1x02x03, 1x02 - 1x03',
  },
  {
    id: 'number.of',
    certainty: 'sure',
    pattern: rule(String.raw`${EDGE}(?<first>\d{1,2})[\s._]?of[\s._]?\d{1,2}${END}`),
    read: ({ group }) => ({ season: 1, episodes: [Number(group('first'))] }),
    why: '5of9: a series with an end has one season',
  },
  {
    id: 'number.chinese',
    certainty: 'worded',
    pattern: rule(
      String.raw`\[?第\s?(?<first>\d{1,4})(?:-(?<last>\d{1,4}))?\s?[集话話回期][^\]]{0,3}\]?|${EDGE}(?<only>\d{1,4})[集话話回화회](?!\p{L})`,
    ),
    read: (found) =>
      absoluteSpan({ ...found, group: (name) => found.group(name) || (name === 'first' ? found.group('only') : '') }),
    why: '第01-15集, 第3話, [857集]',
  },
  {
    id: 'number.turkish',
    certainty: 'worded',
    pattern: rule(String.raw`${EDGE}(?<first>\d{1,4})\.\s?(?:bölüm|blm)${END}`),
    read: absoluteRun,
    why: '69. Bölüm, 79.BLM',
  },
  {
    id: 'number.special-absolute',
    certainty: 'counted',
    pattern: rule(String.raw`(?<=[\s_][-–][\s_])(?<first>\d{1,4}\.\d)(?:\.\d)?${CLOSED}`),
    read: ({ group }) => ({ absolute: [Number(group('first'))] }),
    why: '17.5 is a recap between 17 and 18',
  },
  {
    id: 'number.episode-only',
    certainty: 'worded',
    pattern: rule(String.raw`${EDGE}E(?<first>\d{1,3})(?!\d)(?=E\d|\P{L}|$)`),
    read: firstSeasonRun,
    why: 'E07 without a season: a mini-series has one',
  },
  {
    id: 'number.recording',
    certainty: 'worded',
    pattern: rule(String.raw`${EDGE}ep(?<first>\d{1,4})(?!\d)`),
    read: (found) => (found.setting.hasHeadDate ? firstSeasonRun(found) : undefined),
    why: 'ep12 in a name that begins with a day: a recording, of one season',
  },
  {
    id: 'number.episode-word',
    certainty: 'worded',
    pattern: rule(
      String.raw`(?:${EDGE}(?:Episode|Épisode|Episodio|Folge|Avsnitt|Aflevering|Cap[ií]tulo|Серия|Ep)[\s._#]{0,2}|${EDGE}E(?=\d{4})|#)(?<first>\d{1,4})(?!\d)(?=\P{L}|v\d|$)`,
    ),
    read: absoluteRun,
    why: 'Episode 12, Ep12, E1135: counted through the series',
  },
  {
    id: 'number.several-seasons',
    certainty: 'pack',
    pattern: rule(
      String.raw`${EDGE}(?:S|Seasons?[\s._])(?<season>\d{1,2})(?:[\s._]?[-–][\s._]?S?|[\s._]S|[\s._](?=\d\d[\s._]*[[(]))\d{1,2}${END}`,
    ),
    read: ({ group, setting }) =>
      setting.hasHeadGroup ? undefined : { season: Number(group('season')), isSeasonPack: true },
    why: 'S01-S07: a pack of several seasons is read as its first',
  },
  {
    id: 'number.bracket-range',
    certainty: 'counted',
    pattern: rule(String.raw`[[({]\s?(?<first>\d{1,4})\s?[-~]\s?(?<last>\d{1,4})\s?(?:完|全|END|FIN)?\s?[\])}]`),
    read: absoluteSpan,
    why: 'a range in brackets: [01-12], (1017-1088)',
  },
  {
    id: 'number.bracket',
    certainty: 'counted',
    pattern: rule(String.raw`[[{【]\s?(?!${YEAR}\s?[\]}】])(?<first>\d{1,4})(?:v\d)?\s?(?:完|END|FIN)?\s?[\]}】]`),
    read: absoluteSpan,
    why: 'a number alone in a bracket that is no year',
  },
  {
    id: 'number.range',
    certainty: 'counted',
    pattern: rule(
      String.raw`(?<=[\s_])(?<first>\d{2,4})(?<between>\s?[-~]\s?)(?<last>\d{2,4})(?:v\d)?(?=[\s_]*(?:[[(\uE000]|$))`,
    ),
    read: (found) => {
      const isApart = found.group('between').includes(' ') && !found.group('first').startsWith('0')
      return isApart && !found.setting.isBatch ? undefined : absoluteSpan(found)
    },
    why: 'a range before the tags: Show 091-123 [1080p]',
  },
  {
    id: 'number.dash',
    certainty: 'counted',
    pattern: rule(
      String.raw`(?<=[\s_][-–][\s_]?)(?!${YEAR}(?!\d))(?<first>\d{1,4})(?:(?<between>\s?~\s?|[-–])\d{1,4}){0,30}(?:v\d)?${CLOSED}`,
    ),
    read: ({ match, group, text }) => {
      const { numbers, to } = readRun(
        text.replaceAll(/\s?~\s?/gu, (tilde) => '~'.padStart(tilde.length, '~')),
        group('first'),
        match.index + group('first').length,
      )
      return {
        absolute: group('between').includes('~') ? tildeRange(match[0]) : numbers,
        to: Math.max(to, match.index + match[0].length),
      }
    },
    why: 'a number behind a dash, with nothing or a bracket behind it: Show - 07 [1080p]',
  },
  {
    id: 'number.dash-tight',
    certainty: 'counted',
    pattern: rule(String.raw`(?<=[\p{L}\p{N}!?]-)(?<first>\d{2,3})(?=[[\uE000])`),
    read: absoluteSpan,
    why: 'Show-01[1280x720]',
  },
  {
    id: 'number.season-absolute',
    certainty: 'counted',
    pattern: rule(String.raw`(?<=${EDGE}S\d{1,2} )(?<first>\d{3,4})(?=\s*(?:$|[[({]))`),
    read: absoluteSpan,
    why: 'Show S21 999: so high a number counts through the series',
  },
  {
    id: 'number.special',
    certainty: 'counted',
    pattern: rule(String.raw`${EDGE}(?:OVA|OAD|ONA|NCOP|NCED)\d{0,2}${END}`),
    read: ({ setting }) => (setting.hasHeadGroup ? { season: 0 } : undefined),
    why: 'openings, endings and OVAs of fansubs without a number are specials',
  },
  {
    id: 'number.season',
    certainty: 'pack',
    pattern: rule(
      String.raw`\(?${EDGE}(?:S[\s._]?(?<season>\d{1,2})|(?:season|saison|staffel|temporada|stagione|seizoen|сезон)[\s._]{1,3}(?<word>\d{1,4})|第(?<han>\d{1,2}|[一二三四五六七八九十])季)${END}\)?`,
    ),
    read: ({ group }) => ({
      season: seasonNumber(group('season') || group('word') || group('han')),
      isSeasonPack: true,
    }),
    why: 'a season and no episode: a pack of all of it',
  },
  {
    id: 'number.part',
    certainty: 'counted',
    pattern: rule(
      String.raw`${EDGE}(?:Part|Pt|Teil)[\s._]?(?:(?<first>\d{1,2})|(?<word>one|two|three|four|five|six|seven|eight|nine|ten|i{1,3}|iv|vi{0,3}|ix|x))${END}`,
    ),
    read: (found) =>
      found.group('first') === '' ? { season: 1, episodes: [wordNumber(found.group('word'))] } : firstSeasonRun(found),
    why: 'Part 2 or Part Two of a mini-series',
  },
  {
    id: 'number.glued',
    certainty: 'bare',
    pattern: rule(
      String.raw`(?<=[\s._-])(?!${YEAR}(?!\p{N}))(?:[1-9]\d{2,3}(?:[._][1-9]\d{2,3})?|[1-9]\d{4}|0[1-9]\d{4})(?!\p{N})(?=[\s._[]|-[\p{L}\p{N}]{2,20}$|$|\uE000)`,
    ),
    read: glued,
    why: '103 is season 1, episode 3, or the 103rd of a fansub',
  },
  {
    id: 'number.before-tags',
    certainty: 'bare',
    pattern: rule(
      String.raw`(?<=[\p{L}\p{N}!?)][\s_.])(?!${YEAR}(?!\d))(?<first>\d{2,3})(?:v\d)?(?=[\s_.]*(?:[[(]|\uE000))`,
    ),
    read: absoluteSpan,
    why: 'the last number before the tags: Show 07 (720p)',
  },
  {
    id: 'number.two-at-head',
    certainty: 'bare',
    pattern: rule(String.raw`^(?<season>\d{1,2})-(?<first>\d\d)(?=[\s._]|$)`),
    read: ({ group, setting }) => {
      const [one, two] = [Number(group('season')), Number(group('first'))]
      if (setting.season === undefined) return { season: one, episodes: [two] }
      return two > one ? { absolute: range(one, two) } : undefined
    },
    why: '1-12 at the head is season and episode; in the folder of a season it is a range',
  },
  {
    id: 'number.head',
    certainty: 'bare',
    pattern: rule(String.raw`^\s*(?!${YEAR}(?!\d))(?<first>\d{1,4})(?:v\d)?(?=[\s._-]|\uE000|$)`),
    read: (found) => (found.setting.hasFolder ? absoluteSpan(found) : undefined),
    why: 'a file in a folder that begins with a number: Season 2/05 - Title',
  },
  {
    id: 'number.end',
    certainty: 'bare',
    pattern: rule(String.raw`(?<=[\p{L}!?)][\s._-]{1,3})(?!${YEAR}(?!\d))(?<first>\d{1,4})(?=\s*$)`),
    read: (found) => (found.setting.hasFolder ? absoluteSpan(found) : undefined),
    why: 'a file in a folder that ends with a number: Show/Show 12',
  },
]

const WORDS = 'one two three four five six seven eight nine ten'.split(' ')
const ROMANS = 'i ii iii iv v vi vii viii ix x'.split(' ')

function wordNumber(word: string): number {
  const small = word.toLowerCase()
  return 1 + Math.max(WORDS.indexOf(small), ROMANS.indexOf(small))
}

function tildeRange(text: string): number[] {
  const [first = 0, last = 0] = text.split('~').map((one) => Number.parseInt(one.trim(), 10))
  return last > first ? range(first, last) : [first]
}

/** The first rule of the wanted certainty that reads numbers. */
export function readNumbers(sheet: Sheet, setting: Setting, wanted: readonly Certainty[]): Numbers | undefined {
  const text = openText(sheet)
  for (const { id, certainty, pattern, read } of NUMBERINGS) {
    if (!wanted.includes(certainty)) continue
    for (const match of text.matchAll(pattern)) {
      const reading = read({ match, text, setting, group: (name) => match.groups?.[name] ?? '' })
      if (reading === undefined) continue
      const none = { season: null, episodes: [], absolute: [], isSeasonPack: false }
      return { ...none, from: match.index, to: match.index + match[0].length, ...reading, rule: id }
    }
  }
  return undefined
}
