import type { Rule } from './model.ts'
import { claimOver, isGap, openText, type Sheet, type Span, TAKEN } from './sheet.ts'

interface GroupRule extends Omit<Rule, 'pattern'> {
  find: (sheet: Sheet, open: string) => Span | undefined
}

/** Groups that sign without a mark before them, or with a hyphen within. */
const WITHOUT_MARK =
  /(?<![\p{L}\p{N}])(?:D-Z0N3|Blu-bits|E\.N\.D|KRaLiMaRKo|BluDragon|DarQ|Tigole|QxR|YIFY|YTS|Vyndros|ZØNEHD|TMd|HONE|Silence|SAMPA|TAoE)(?=[)\]]{0,2}$)/gu
const HEAD = /^\s*(?:\[([^[\]]{1,60})\]|【([^【】]{1,60})[】\]])/u
const LAST_BRACKET = /(?<=[^\s[(])\s?\[([\p{L}\p{N}][\p{L}\p{N}.&-]{1,20})\][)\]]?$/u
/** Behind the last bracket stand numbers too. */
const NUMBERED = /^(?:(?:cap|s|e|ep|v|part|pt|cd)\.?\d|\d+x\d)/iu
const BEFORE_TITLE = new Set(['site', 'id', 'alternative', 'note'])
const NO_QUALITY = new Set(['year', 'date', 'edition'])
const LAST_WORD = /(?:[\s._-])([\p{L}\p{N}]{2,20})[)\]]{1,2}$/u
const SIGNED = /^[\p{L}\p{N}][\p{L}\p{N}.+&@!-]{0,24}(?: [\p{L}\p{N}]{1,20}){0,2}$/u
/** `Atmos Coder-GROUP` */
const ONE_WORD_BEHIND = /\uE000[\s.]\p{L}[\p{L}\p{N}]*$/u
const LONGEST = 40

export const GROUPS: readonly GroupRule[] = [
  { id: 'group.head', find: findHead, why: 'fansubs sign in the first bracket' },
  {
    id: 'group.last-bracket',
    find: findLastBracket,
    why: 'collectives sign in the last bracket, behind the one who coded it',
  },
  { id: 'group.known', find: findKnown, why: 'some groups sign without a mark; they are listed' },
  { id: 'group.hyphen', find: findSigned, why: 'scene and P2P sign behind a hyphen, right after the last tag' },
  { id: 'group.last-word', find: findLastWord, why: 'the last word of the bracket that holds the tags' },
]

/** Takes the group: the first rule that finds one. */
export function takeGroup(sheet: Sheet): string | undefined {
  const open = openText(sheet)
  for (const { id, find } of GROUPS) {
    const span = find(sheet, open)
    // What is likely a tag in other places is a group in this one.
    if (span === undefined || !claimOver(sheet, { ...span, as: 'group', rule: id })) continue
    return sheet.text.slice(span.from, span.to)
  }
  return undefined
}

function findHead(sheet: Sheet, open: string): Span | undefined {
  const site = sheet.claims[0]
  const start = site !== undefined && site.as === 'site' && isGap(open.slice(0, site.from)) ? site.to : 0
  const match = HEAD.exec(open.slice(start))
  const name = match?.[1] ?? match?.[2] ?? ''
  if (match === null || !/\p{L}/u.test(name) || name.includes(TAKEN) || isLikelyTag(sheet, name)) return undefined
  if (!/[\p{L}\p{N}]/u.test(open.slice(start + match[0].length))) return undefined
  const from = start + match[0].indexOf(name)
  return { from, to: from + name.length }
}

function findLastBracket(sheet: Sheet, open: string): Span | undefined {
  const match = LAST_BRACKET.exec(trimmed(sheet, open))
  const name = match?.[1] ?? ''
  if (match === null || !/\p{sc=Latin}/u.test(name) || NUMBERED.test(name) || isLikelyTag(sheet, name)) return undefined
  const from = match.index + match[0].indexOf('[') + 1
  return { from, to: from + name.length }
}

function findKnown(sheet: Sheet, open: string): Span | undefined {
  const match = [...trimmed(sheet, open).matchAll(WITHOUT_MARK)].at(-1)
  return match === undefined ? undefined : { from: match.index, to: match.index + match[0].length }
}

function findSigned(sheet: Sheet, open: string): Span | undefined {
  const text = trimmed(sheet, open)
  const floor = Math.max(0, text.length - LONGEST)
  let behindWord: Span | undefined
  for (let at = text.indexOf('-', floor); at !== -1; at = text.indexOf('-', at + 1)) {
    const span = signedSpan(sheet, text, at)
    if (span === undefined) continue
    if (followsTag(sheet, text, at)) return span
    if (ONE_WORD_BEHIND.test(text.slice(Math.max(0, at - LONGEST), at))) behindWord ??= span
  }
  return behindWord
}

function signedSpan(sheet: Sheet, text: string, hyphen: number): Span | undefined {
  let from = hyphen + 1
  while (text[from] === ' ') from += 1
  const language = sheet.claims.find((one) => one.as === 'language' && one.from > from && one.to === text.length)
  const tail = text.slice(from, language?.from).replace(/[)\]\s._]+$/u, '')
  return SIGNED.test(tail) && /\p{L}/u.test(tail) && !NUMBERED.test(tail) ? { from, to: from + tail.length } : undefined
}

/** Only a dot, a space or a closing bracket between the tag and the hyphen; between spaces it must be a tag of quality. */
function followsTag(sheet: Sheet, text: string, hyphen: number): boolean {
  let at = hyphen - 1
  while (at >= 0 && hyphen - at < 4 && /[\s.)\]_]/u.test(text[at] ?? '')) at -= 1
  const tag = sheet.claims.find(({ from, to }) => from <= at && at < to)
  const isApart = text[hyphen - 1] === ' ' && text[hyphen + 1] === ' '
  return tag !== undefined && !BEFORE_TITLE.has(tag.as) && !(isApart && NO_QUALITY.has(tag.as))
}

function findLastWord(sheet: Sheet, open: string): Span | undefined {
  const text = trimmed(sheet, open)
  const match = LAST_WORD.exec(text)
  const name = match?.[1] ?? ''
  const bracket = Math.max(text.lastIndexOf('('), text.lastIndexOf('['))
  if (match === null || !text.slice(bracket, match.index + 1).includes(TAKEN)) return findNamedTwice(sheet, open)
  if (!/\p{L}/u.test(name) || isLikelyTag(sheet, name)) return undefined
  return { from: match.index + 1, to: match.index + 1 + name.length }
}

/** `[Softsubs (Group)]` */
function findNamedTwice(sheet: Sheet, open: string): Span | undefined {
  const match = /(?<=\uE000 \()([\p{L}\p{N}]{2,20})(?=\)?\]?$)/u.exec(trimmed(sheet, open))
  if (match === null || isLikelyTag(sheet, match[0])) return undefined
  return { from: match.index, to: match.index + match[0].length }
}

function isLikelyTag(sheet: Sheet, name: string): boolean {
  return sheet.claims.some(({ from, to }) => sheet.text.slice(from, to) === name)
}

const BEHIND_GROUP = new Set(['poster', 'site', 'checksum', 'id'])

/** Without what stands behind a group. */
function trimmed({ claims }: Sheet, open: string): string {
  let end = open.length
  for (;;) {
    while (end > 0 && ' -_\t'.includes(open[end - 1] ?? '')) end -= 1
    const last = claims.find((one) => one.to === end && BEHIND_GROUP.has(one.as))
    if (last === undefined) return open.slice(0, end)
    end = last.from
  }
}
