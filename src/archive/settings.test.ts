import assert from 'node:assert/strict'
import { it } from 'node:test'
import { archiveSettings } from './settings.ts'

const whyNot = (settings: object): string | undefined => archiveSettings.safeParse(settings).error?.issues[0]?.message

it('refuses a folder pattern that no batch could be sorted by', () => {
  assert.equal(whyNot({ sorter: { folder_pattern: '../{year}' } }), 'archive/pattern-bad-folder')
  assert.equal(whyNot({ sorter: { folder_pattern: '{moth}' } }), 'archive/pattern-unknown-part')
  assert.equal(whyNot({ sorter: { folder_pattern: '{year}/{month:02d}' } }), undefined)
})

it('refuses a batch name of a length that no folder can have', () => {
  assert.ok(whyNot({ batch: { naming_pattern: 'batch_{index:0999999999d}' } }))
  assert.equal(whyNot({ batch: { naming_pattern: 'batch_{index:06d}' } }), undefined)
})
