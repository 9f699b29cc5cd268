import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LIBRARY_SETTINGS } from '../../testing/library-settings.ts'
import { bodyOf, doesInWords, wishOf } from './scan-options.ts'

const library = { kind: 'films' as const, settings: LIBRARY_SETTINGS }
const wish = wishOf(library)

describe('the options of a scan', () => {
  it('say nothing of what the library says already', () => {
    assert.deepEqual(bodyOf(wish, library), { full: false, steps: {} })
  })

  it('name what is otherwise, and take a folder however it was pasted', () => {
    const other = { ...wish, folder: '/Heat (1995)/', mostFolders: '3', steps: { ...wish.steps, probe: false } }
    assert.deepEqual(bodyOf(other, library), {
      full: false,
      steps: { probe: false },
      folder: 'Heat (1995)',
      mostFolders: 3,
    })
  })

  it('are told in words before anything is done', () => {
    const words = doesInWords((key) => key, { ...wish, isFull: true }, library)
    assert.deepEqual(words, [
      'web.library.does.full',
      'web.library.does.probe',
      'web.library.does.artwork',
      'web.library.does.cache',
      'web.library.does.noProvider',
      'web.library.does.noPublish',
      'web.library.does.safe',
    ])
  })
})
