const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

export interface CutOptions {
  most: number
  /** How much one written sign counts there, in the units of `most`; UTF-16 units unless said. */
  sizeOf?(sign: string): number
}

/** Characters as Unicode counts them. */
export const codePointsOf = (text: string): number => Array.from(text).length

/** The text if it fits, else its beginning with `…`; a written sign, however many marks it has, stays whole or goes. */
export function cutText(text: string, { most, sizeOf = (sign) => sign.length }: CutOptions): string {
  let kept = ''
  let size = 0
  let keptBeforeEnd = ''
  for (const { segment } of graphemes.segment(text)) {
    size += sizeOf(segment)
    if (size > most) return `${keptBeforeEnd.trimEnd()}…`.slice(0, most === 0 ? 0 : undefined)
    kept += segment
    if (size <= most - sizeOf('…')) keptBeforeEnd = kept
  }
  return kept
}

/** One line: without breaks, tabs and signs that control. */
export const oneLine = (text: string): string => text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim()
