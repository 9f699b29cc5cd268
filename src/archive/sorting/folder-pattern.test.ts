import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseFolderPattern, patternDateOf } from './folder-pattern.ts'

it('renders the local day, padded as asked', () => {
  const date = patternDateOf('2021-07-02T00:30:00')
  assert.equal(parseFolderPattern('{year}/{month:02d}/{day:02d}').render(date), '2021/07/02')
  assert.equal(parseFolderPattern('{year}-{month}/at {hour:02d}h').render(date), '2021-7/at 00h')
  assert.equal(parseFolderPattern('{year}').render(patternDateOf('1999-12-31')), '1999')
})

for (const [text, code] of [
  ['{year}/{moth}', 'archive/pattern-unknown-part'],
  ['{year}/../{day}', 'archive/pattern-bad-folder'],
  ['/abs/{year}', 'archive/pattern-bad-folder'],
  ['{year}//x', 'archive/pattern-bad-folder'],
  ['{year}/ends. /x', 'archive/pattern-bad-folder'],
  ['{year', 'archive/pattern-unbalanced'],
  ['{year}:{day}', 'archive/pattern-unsafe-character'],
] as const) {
  it(`refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseFolderPattern(text), { code })
  })
}
