import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { DATES } from './dates.ts'
import { EDITIONS } from './editions.ts'
import { GROUPS } from './groups.ts'
import { MARKS } from './marks.ts'
import { NUMBERINGS } from './numbering.ts'
import { PARTS } from './parts.ts'
import { REFUSALS } from './refusals.ts'
import { SEASON_FOLDERS } from './season-folder.ts'
import { TAGS } from './tags.ts'

const TABLES = {
  refusals: REFUSALS,
  marks: MARKS,
  tags: TAGS,
  dates: DATES,
  editions: EDITIONS,
  groups: GROUPS,
  numbers: NUMBERINGS,
  parts: PARTS,
  'season folders': SEASON_FOLDERS,
}

it('has as many rules in each table as docs/names.md says, each with its own id and a reason', () => {
  const page = readFileSync(new URL('../../../docs/names.md', import.meta.url), 'utf8')
  for (const [name, rules] of Object.entries(TABLES))
    assert.match(page, new RegExp(`\\| ${name} \\| ${rules.length} \\|`, 'u'), name)
  const all = Object.values(TABLES).flat()
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length)
  assert.ok(all.every(({ why }) => why.length > 3))
})
