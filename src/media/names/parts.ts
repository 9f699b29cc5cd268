import type { Rule } from './model.ts'
import { claim, openText, type Sheet } from './sheet.ts'

/** Files that one film is cut into. "Part 2" before the year belongs to the title. */
export const PARTS: readonly Rule[] = [
  {
    id: 'part.disc',
    pattern: /(?<=[\p{L}\p{N})\]\uE000][\s._-]{1,3})\(?(?:cd|dvd|dis[ck])[\s._-]?(\d{1,2}|[a-d])\)?(?![\p{L}\p{N}])/giu,
    why: 'cd1, dvd 2, disc b: a film on several discs',
  },
  {
    id: 'part.behind',
    pattern: /(?<=\uE000[\s._-]{0,3})\(?(?:part|pt)[\s._-]{0,2}(\d{1,2}|[a-d]|i{1,3}|iv)\)?(?=[\s._-]*$)/giu,
    why: 'part 2 or pt.II behind the year or the tags, at the end',
  },
  {
    id: 'part.in-folder',
    pattern: /(?<=[\p{L}\p{N})][\s._-]{1,3})(?:part|pt)[\s._-]{0,2}(\d{1,2}|[a-d]|i{1,3}|iv)(?=[\s._-]*$)/giu,
    why: 'the same at the end of a file whose folder names the film',
  },
]

const ROMAN: Readonly<Record<string, number>> = { i: 1, ii: 2, iii: 3, iv: 4, a: 1, b: 2, c: 3, d: 4 }

/** Takes the number of the file in a film of several. */
export function readPart(sheet: Sheet, { isNamedAbove }: { isNamedAbove: boolean }): number | null {
  for (const { id, pattern } of PARTS.filter((one) => isNamedAbove || one.id !== 'part.in-folder'))
    for (const match of openText(sheet).matchAll(pattern)) {
      if (!claim(sheet, { from: match.index, to: match.index + match[0].length, as: 'part', rule: id })) continue
      const said = (match[1] ?? '').toLowerCase()
      return ROMAN[said] ?? Number(said)
    }
  return null
}
