import { claim, openText, type Sheet } from './sheet.ts'
import { preferLatin, spell, titleStart } from './titles.ts'

const FOREIGN = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Cyrillic}]/u
const LATIN = /\p{sc=Latin}{2}/u
const HAN_HEAD =
  /^[\s\])】]{0,4}(?<title>\p{sc=Han}[^[\].\p{sc=Latin}]{0,60})(?<notes>(?:\[[^[\]]{1,40}\]){0,4})[.\s](?=\p{sc=Latin}{2})/u
const SECOND_BRACKET = /^[\])】][\s_]?(?<note>\[[^[\]]{1,20}\])[\s_]?(?=[\p{L}\p{N}])/u

/** Takes, of a title given in two scripts, the one before the Latin one, and notes between the group and the title. */
export function takeAlternatives(sheet: Sheet): void {
  takeSecondBracket(sheet)
  takeHanHead(sheet)
  takeSides(sheet)
}

/** `[Group]_[F-B]_Title` */
function takeSecondBracket(sheet: Sheet): void {
  const start = titleStart(sheet)
  if (start === 0) return
  const match = SECOND_BRACKET.exec(sheet.text.slice(start))
  const note = match?.groups?.['note'] ?? ''
  const from = start + (match?.[0].indexOf(note) ?? 0)
  claim(sheet, { from, to: from + note.length, as: 'note', rule: 'title.second-bracket' })
}

/** `他的名字[第01-15集].His.Name.S01` */
function takeHanHead(sheet: Sheet): void {
  const start = titleStart(sheet)
  const match = HAN_HEAD.exec(sheet.text.slice(start))
  if (match === null) return
  const { title = '', notes = '' } = match.groups ?? {}
  const from = start + match[0].indexOf(title)
  claim(sheet, { from, to: from + title.length, as: 'alternative', rule: 'title.other-script' })
  let at = from + title.length
  for (const note of notes.match(/\[[^[\]]{1,40}\]/gu) ?? []) {
    const as = /第.*[集话話]/u.test(note) ? 'count' : 'note'
    claim(sheet, { from: at, to: at + note.length, as, rule: 'title.note' })
    at += note.length
  }
}

/** `他的名字 / His Name - 07` */
function takeSides(sheet: Sheet): void {
  let start = titleStart(sheet)
  for (const match of sheet.text.matchAll(/\s\/\s/gu)) {
    const before = sheet.text.slice(start, match.index)
    const after = openText(sheet).slice(match.index + 3)
    if (!FOREIGN.test(before) || !LATIN.test(after)) return
    const from = start + before.length - before.trimStart().length
    if (!claim(sheet, { from, to: match.index, as: 'alternative', rule: 'title.other-script' })) return
    start = match.index + match[0].length
  }
}

const NO_TITLE = /^(?:(?:19|20)\d\d|\d{1,2}月新番|国漫|国创|新番)$/u

/** Of titles that stand in a bracket each, the first in Latin letters, else the last; undefined when they do not stand so. */
export function bracketedTitle(between: string): string | undefined {
  if (
    !/^[\])】]?\s?[[【][^[\]【】]*[\]】]/u.test(between) ||
    /[\p{L}\p{N}]/u.test(between.replace(/[[【][^[\]【】]*[\]】]/gu, ''))
  )
    return undefined
  const titles = [...between.matchAll(/[[【]([^[\]【】]*)[\]】]/gu)]
    .map(([, one = '']) => one)
    .filter((one) => /\p{L}/u.test(one) && !NO_TITLE.test(one))
  const best = titles.find((one) => LATIN.test(one)) ?? titles.at(-1)
  return best === undefined ? undefined : spell(preferLatin(best))
}
