import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { thrownCodes } from '../scripts/check/words.ts'
import { ERRORS_DOC, writeErrorsDoc } from '../scripts/errors-doc.ts'

it('lists every error code with its words in docs/errors.md (npm run errors-doc writes it)', () => {
  const doc = readFileSync(ERRORS_DOC, 'utf8')
  assert.equal(doc, writeErrorsDoc())
  const codes = thrownCodes()
  assert.ok(codes.length > 50)
  assert.deepEqual(
    codes.filter((code) => !doc.includes(`| \`${code}\` |`)),
    [],
  )
})
