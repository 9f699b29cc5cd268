import { type Claim, claimOver, isGap, type Sheet, type Span } from './sheet.ts'

/** Where the title begins: behind groups, sites, ids and years that stand at the head. */
export function titleStart(sheet: Sheet): number {
  let start = 0
  for (const one of sheet.claims) {
    if (one.isLikely === true || !isGap(sheet.text.slice(start, one.from))) break
    start = one.to
  }
  return start
}

/** Where the title ends: at the first thing that is sure, or at the likely ones in a row before it. */
export function titleEnd(sheet: Sheet, start: number): number {
  const behind = sheet.claims.filter(({ from }) => from >= start)
  const sure = behind.findIndex(({ isLikely }) => isLikely !== true)
  if (sure !== -1) return rowStart(sheet, behind, sure)
  const last = behind.at(-1)
  const isEditionAtEnd = last?.as === 'edition' && isGap(sheet.text.slice(last.to))
  return isEditionAtEnd ? rowStart(sheet, behind, behind.length - 1) : sheet.text.length
}

/** Only editions may stand right before a year: "The Good German 2006" keeps its German. */
function rowStart(sheet: Sheet, claims: readonly Claim[], last: number): number {
  const isYear = claims[last]?.as === 'year'
  let from = claims[last]?.from ?? sheet.text.length
  for (const one of claims.slice(0, last).toReversed()) {
    if (one.as === 'year' || (isYear && one.as !== 'edition') || !isGap(sheet.text.slice(one.to, from))) break
    from = one.from
  }
  return from
}

/** Takes the title between two places and spells it; '' when there is none. */
export function takeTitle(sheet: Sheet, { from, to }: Span, as: 'title' | 'episode-title' = 'title'): string {
  const raw = sheet.text.slice(from, to)
  const title = spell(as === 'title' ? preferLatin(raw) : raw)
  const begin = from + raw.length - raw.replace(/^[\s._\-–)\]]+/u, '').length
  const end = begin + trimEnd(sheet.text.slice(begin, to), ' ._-–([{').length
  // Likely tags within a title are words of it.
  if (title !== '') claimOver(sheet, { from: begin, to: end, as, rule: `${as}.between` })
  return title
}

const ACRONYM = /(?<![\p{L}\p{N}])(?:\p{L}\.){2,}/gu
const EDGE_SIGNS = ' ._-–—,:;|/\\+~'

/** A title as people write it: dots and underscores are spaces, but not in R.I.P.D. */
export function spell(raw: string): string {
  const inner = raw.trim()
  const spaced = inner.replaceAll('_', ' ').replace(ACRONYM, (found) => `${found.replaceAll('.', '\u0002')} `)
  const dots = /\s/u.test(inner) ? /(?<=\p{L})\.(?=\p{L})/gu : /\./gu
  const plain = spaced.replace(dots, ' ').split(/\s+/u).join(' ')
  return trim(trimBrackets(trim(plain))).replaceAll('\u0002', '.')
}

function trim(text: string): string {
  let start = 0
  while (start < text.length && EDGE_SIGNS.includes(text[start] ?? '')) start += 1
  return trimEnd(text.slice(start), `${EDGE_SIGNS}([{【`)
}

function trimEnd(text: string, signs: string): string {
  let end = text.length
  while (end > 0 && signs.includes(text[end - 1] ?? '')) end -= 1
  return text.slice(0, end)
}

const PAIRS: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['【', '】'],
]

/** A bracket that the cut left without its other half, with what is in it. */
function trimBrackets(text: string): string {
  let kept = text
  for (const [open, close] of PAIRS) {
    if (kept.startsWith(close)) kept = kept.slice(1)
    if (kept.startsWith(open) && kept.endsWith(close) && kept.indexOf(open, 1) === -1) kept = kept.slice(1, -1)
    const last = kept.lastIndexOf(open)
    if (last > 0 && !kept.includes(close, last)) kept = kept.slice(0, last)
  }
  return kept
}

const HAN = String.raw`[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]`
const HAN_FIRST = new RegExp(String.raw`^\s*(?=${HAN})[^\p{sc=Latin}\s]{1,80}[\s._·!！:：]+(?=\p{sc=Latin})`, 'u')
const HAN_LAST = new RegExp(String.raw`(?<=\p{sc=Latin}{2})\s${HAN}[^\p{sc=Latin}]{0,80}$`, 'u')

/** Of a title in Han and Latin letters side by side, the Latin one when it is more than a word or two letters. */
export function preferLatin(raw: string): string {
  if (!new RegExp(HAN, 'u').test(raw)) return raw
  const sides = raw.split('/').filter((side) => /\p{sc=Latin}{2}/u.test(side))
  const side = sides.at(-1) ?? raw
  const latin = side.replace(HAN_FIRST, '').replace(HAN_LAST, '')
  return (latin.match(/\p{sc=Latin}/gu)?.length ?? 0) >= 5 ? latin : side
}
