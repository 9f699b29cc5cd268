import type { Rule } from './model.ts'
import { claim, type Sheet } from './sheet.ts'

const SEP = String.raw`[\s._-]{1,3}`
/** Says an edition by itself. */
const ALONE =
  "extended|despecialized|remastered|restored|theatrical|unrated|uncut|uncensored|imax|redux|recut|criterion|open[ ._]matte|fan[ ._]?edit|directors?|director['’]s|rekall"
/** Says one with a cut, an edition or a version behind it. */
const OF =
  "special|final|ultimate|collectors?|collector['’]s|anniversary|assembly|signature|imperial|diamond|definitive|deluxe|limited|international|alternate|alternative|original|producers?|producer['’]s|rogue|workprint|the[ ._]final|super|hybrid|4k|\\d{1,3}(?:st|nd|rd|th)?[ ._]anniversary"
const NOUN = 'cut|edition|version|edit'
const ONE = `(?:(?:${OF}|${ALONE})${SEP}){1,3}(?:${NOUN})|${ALONE}`

export const EDITIONS: readonly Rule[] = [
  {
    id: 'edition.words',
    pattern: new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${ONE})(?:${SEP}(?:${ONE}))*(?![\p{L}\p{N}])`, 'giu'),
    why: 'words that name an edition by themselves or with a cut, edition or version behind them',
  },
  {
    id: 'edition.named',
    pattern:
      /(?<=(?<!\d)(?:19|20)\d\d[)\]]?[\s._([-]{1,3}(?:the[\s._])?)(?:\p{L}[\p{L}’']{2,15}[\s._]){1,4}(?:edition|cut)(?![\p{L}\p{N}])/giu,
    why: 'right behind the year, up to four words before edition or cut name one',
  },
  {
    id: 'edition.dc',
    pattern: /(?<=(?:19|20)\d\d[)\]]?[\s._-]{1,3})DC(?![\p{L}\p{N}])/gu,
    why: 'DC right behind the year is the director’s cut',
  },
]

/** Takes the editions; behind a title's first word only, as a title may begin with such words. */
export function takeEditions(sheet: Sheet): void {
  for (const { id, pattern } of EDITIONS)
    for (const match of sheet.text.matchAll(pattern)) {
      if (match.index === 0) continue
      claim(sheet, { from: match.index, to: match.index + match[0].length, as: 'edition', rule: id, isLikely: true })
    }
}
