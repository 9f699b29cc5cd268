import type { NameIds, Rule } from './model.ts'
import { claim, claimText, type Sheet } from './sheet.ts'

/** What says nothing of the title and stands apart from it: taken before all else, in this order. */
interface MarkRule extends Rule {
  as: 'id' | 'site' | 'poster'
}

const TLD = 'com|net|org|info|tv|to|me|cc|gov|co|biz|xyz|site|online|top|is|ws|ru|in'

export const MARKS: readonly MarkRule[] = [
  {
    id: 'mark.id',
    as: 'id',
    pattern: /[[{(]\s?(?:tmdb|tvdb|imdb)(?:id)?[-=: ]{1,2}(?:tt)?\d{1,10}\s?[\]})]/giu,
    why: 'an id in braces or brackets, with the name of who gave it',
  },
  {
    id: 'mark.imdb',
    as: 'id',
    pattern: /[[{(]?(?<![\p{L}\p{N}])tt\d{7,9}(?![\p{L}\p{N}])[\]})]?/gu,
    why: 'two t and seven digits or more are an id of IMDb',
  },
  {
    id: 'mark.site-note',
    as: 'site',
    pattern: /【[^【】]{0,60}www\.[^【】]{1,60}】/giu,
    why: 'a note of a site in wide brackets',
  },
  {
    id: 'mark.site',
    as: 'site',
    pattern: /[[(]?\s?(?<![\p{L}\p{N}.])www\.[\p{L}\p{N}-]{1,40}(?:\.[a-z]{2,4}){1,2}(?![\p{L}\p{N}])\s?[\])]?/giu,
    why: 'the address of a site',
  },
  {
    id: 'mark.site-bracket',
    as: 'site',
    pattern: new RegExp(String.raw`\[\s?[\p{L}\p{N}-]{1,40}\.(?:${TLD})\s?\]`, 'giu'),
    why: 'a domain in brackets',
  },
  {
    id: 'mark.site-head',
    as: 'site',
    pattern: new RegExp(String.raw`^[\p{L}\p{N}-]{1,40}\.(?:${TLD})(?= - )`, 'giu'),
    why: 'a domain before a dash at the head',
  },
  {
    id: 'mark.indexer',
    as: 'site',
    pattern: /\[(?:eztv|ettv|rarbg|publichd|tgx|rartv|glodls)\]/giu,
    why: 'where it was listed, behind the group',
  },
  {
    id: 'mark.poster',
    as: 'poster',
    pattern:
      /(?:[-. ](?:obfuscated|scrambled|x?post|re-?packpost|postbot|nzbgeek|as-?requested|alternativetorequested|gerov|chamele0n|4p|4planet|altezachen|buymore|whiterev|rakuv\p{L}{0,8}|pre|sample|rp|\d)){1,4}$/giu,
    why: 'who posted it behind the group’s back',
  },
]

/** Takes the marks of the table. */
export function takeMarks(sheet: Sheet): void {
  for (const { id, as, pattern } of MARKS)
    for (const match of sheet.text.matchAll(pattern)) {
      if (as === 'poster' && !/-/u.test(match[0])) continue
      claim(sheet, { from: match.index, to: match.index + match[0].length, as, rule: id })
    }
}

/** The ids that a sheet names; the first of each giver. */
export function readIds(sheet: Sheet): NameIds {
  const ids: NameIds = {}
  for (const one of sheet.claims.filter(({ as }) => as === 'id')) {
    const text = claimText(sheet, one).toLowerCase()
    const number = /(?:tt)?\d+/u.exec(text)?.[0] ?? ''
    const giver = /tmdb|tvdb/u.exec(text)?.[0] as 'tmdb' | 'tvdb' | undefined
    ids[giver ?? 'imdb'] ??= number
  }
  return ids
}
