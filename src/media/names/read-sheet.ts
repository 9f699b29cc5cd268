import { takeAlternatives } from './alternatives.ts'
import { takeDates } from './dates.ts'
import { takeEditions } from './editions.ts'
import { takeGroup } from './groups.ts'
import { readIds, takeMarks } from './marks.ts'
import type { NameIds, Quality } from './model.ts'
import type { PathPart } from './path-parts.ts'
import { claimText, newSheet, type Sheet } from './sheet.ts'
import { takeTags, valueOf } from './tags.ts'
import { takeYear } from './years.ts'

/** A part of a path with everything taken that films and episodes have in common. */
export interface ReadSheet {
  sheet: Sheet
  year: number | null
  group: string | null
  ids: NameIds
}

interface Manner {
  today: string
  /** The year of a series belongs to its name: "Series Title (2010)". */
  keepsYear: boolean
}

/** Each step reads only what the steps before have left. */
export function readSheet(part: PathPart, { today, keepsYear }: Manner): ReadSheet {
  const sheet = newSheet(part)
  takeMarks(sheet)
  takeTags(sheet)
  takeDates(sheet, { today, isLikely: !keepsYear })
  takeEditions(sheet)
  const year = takeYear(sheet, { today, isLikely: keepsYear }) ?? null
  const group = takeGroup(sheet) ?? null
  takeAlternatives(sheet)
  return { sheet, year, group, ids: readIds(sheet) }
}

/** Edition and quality; read when the title is taken, which may hold words that look like tags. */
export function readMake(sheet: Sheet): { edition: string | null; quality: Quality } {
  return { edition: editionOf(sheet), quality: qualityOf(sheet) }
}

function editionOf(sheet: Sheet): string | null {
  const texts = sheet.claims.filter(({ as }) => as === 'edition').map((one) => claimText(sheet, one))
  return texts.length === 0
    ? null
    : texts
        .join(' ')
        .split(/[\s._]+/u)
        .join(' ')
}

function qualityOf(sheet: Sheet): Quality {
  const valueFor = (as: string): string | null => {
    for (const one of sheet.claims.filter((each) => each.as === as)) {
      const value = valueOf(one.rule, claimText(sheet, one))
      if (value !== undefined) return value
    }
    return null
  }
  return { resolution: valueFor('resolution'), source: valueFor('source'), codec: valueFor('codec') }
}
