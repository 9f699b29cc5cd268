import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { allStale, itemsOf, nextToRead, noPages, type PageReply, PAGE, withPage } from './title-pages.ts'

const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from + at)
const reply = (
  items: readonly number[],
  nextCursor: string | null,
  total: number | null = null,
): PageReply<number> => ({
  items,
  nextCursor,
  total,
})
const same = (value: number): number => value
const first = withPage(noPages<number>('k'), 0, reply(numbers(0, PAGE), 'a', 3 * PAGE))
const two = withPage(first, 1, reply(numbers(PAGE, PAGE), 'b'))

describe('pages of titles', () => {
  it('reads the first page, and then the next one before its end comes into sight', () => {
    assert.equal(nextToRead(noPages('k'), { from: 0, to: 0 }), 0)
    assert.equal(nextToRead(first, { from: 0, to: 30 }), undefined)
    assert.equal(nextToRead(first, { from: 80, to: 110 }), 1)
    assert.equal(first.total, 3 * PAGE)
    assert.equal(two.total, 3 * PAGE, 'the total is told once')
  })

  it('goes on page by page when a place far away is looked at', () => {
    assert.equal(nextToRead(two, { from: 550, to: 580 }), 2)
    const all = withPage(two, 2, reply(numbers(2 * PAGE, PAGE), null))
    assert.equal(nextToRead(all, { from: 550, to: 599 }), undefined)
    assert.equal(itemsOf(all, same).length, 3 * PAGE)
  })

  it('reads again what is in sight when something changed, and no more', () => {
    const stale = allStale(two)
    assert.equal(nextToRead(stale, { from: 210, to: 240 }), 1)
    const read = withPage(stale, 1, reply(numbers(PAGE, PAGE), 'b'))
    assert.equal(nextToRead(read, { from: 210, to: 240 }), undefined)
    assert.equal(nextToRead(read, { from: 10, to: 240 }), 0)
  })

  it('keeps a page whose beginning moved until it was read again, and shows nothing twice', () => {
    const grown = withPage(two, 0, reply([-1, ...numbers(0, PAGE - 1)], 'other', 601))
    assert.equal(grown.pages[1]?.isStale, true)
    assert.equal(grown.pages[1]?.cursor, 'other')
    const moved = withPage(two, 0, reply([...numbers(1, PAGE - 1), PAGE], 'other'))
    assert.equal(itemsOf(moved, same).filter((item) => item === PAGE).length, 1)
  })

  it('forgets what followed a page that is the last one now', () => {
    assert.equal(withPage(two, 0, reply([1, 2], null, 2)).pages.length, 1)
  })
})
