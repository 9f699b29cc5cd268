import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { codePointsOf, cutText, oneLine } from './cut-text.ts'

describe('cutting a text', () => {
  it('leaves what fits, to the last unit', () => {
    assert.equal(cutText('abc', { most: 3 }), 'abc')
    assert.equal(cutText('abcd', { most: 3 }), 'ab…')
  })

  it('keeps a sign of two units, and a letter with its marks, whole or leaves it out', () => {
    assert.equal(cutText('ab😀c', { most: 4 }), 'ab…')
    assert.equal(cutText('abe\u0301f', { most: 4 }), 'ab…')
    assert.equal(cutText('a👩‍👩‍👧b', { most: 5 }), 'a…')
  })

  it('never gets longer than asked for, whatever the units', () => {
    const emoji = '😀'.repeat(1100)
    const cut = cutText(emoji, { most: 1024, sizeOf: codePointsOf })
    assert.equal(codePointsOf(cut), 1024)
    assert.equal(cutText('😀'.repeat(1024), { most: 1024, sizeOf: codePointsOf }), '😀'.repeat(1024))
    assert.equal(cutText('abc', { most: 0 }), '')
  })

  it('makes one line of many', () => {
    assert.equal(oneLine(' a\r\n\tb\u2028c\u0007 '), 'a b c')
  })
})
