import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyText, factOf, factText, isWrong, typedOf } from './fact-text.ts'

const say = (key: string, fill = {}): string => `${key} ${Object.values(fill).join(' ')}`
const facts = {
  title: 'The Salt Road',
  year: 2019,
  genres: ['Drama', 'Adventure'],
  actors: [{ name: 'Ada Hale', role: 'Map maker', order: 0, thumb: 'x.jpg' }, { name: 'Bo' }],
  set: { name: 'Roads', overview: 'Three of them' },
  ratings: [{ name: 'imdb', value: 7.4, votes: 1204 }],
}

describe('facts in words', () => {
  it('are lines', () => {
    assert.equal(factText(say, 'genres', facts), 'Drama, Adventure')
    assert.equal(factText(say, 'actors', facts), 'Ada Hale (Map maker), Bo')
    assert.equal(factText(say, 'ratings', facts), 'web.library.rating imdb 7.4 1204 1,204')
    assert.equal(factText(say, 'plot', facts), '')
  })

  it('come back from their fields as they were', () => {
    for (const name of ['title', 'year', 'genres', 'set'] as const)
      assert.deepEqual(factOf(name, typedOf(name, facts), facts), facts[name])
    assert.deepEqual(factOf('actors', typedOf('actors', facts), facts), [
      { name: 'Ada Hale', order: 0, role: 'Map maker', thumb: 'x.jpg' },
      { name: 'Bo', order: 1 },
    ])
  })

  it('are taken away by an empty field', () => {
    assert.equal(factOf('plot', '  ', facts), null)
  })

  it('lose what belonged to another collection', () => {
    assert.deepEqual(factOf('set', 'Other', facts), { name: 'Other' })
  })

  it('say which number is none', () => {
    assert.equal(isWrong('year', '20x9'), true)
    assert.equal(isWrong('userRating', '7,5'), false)
    assert.equal(isWrong('title', 'anything'), false)
  })

  it('are told in the history whatever they are', () => {
    assert.equal(anyText(null), '–')
    assert.equal(anyText(['a', { name: 'B' }]), 'a, B')
    assert.equal(anyText({ name: 'imdb', value: 7 }), 'imdb 7')
  })
})
