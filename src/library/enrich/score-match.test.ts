import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FoundTitle } from './ports.ts'
import { judgeMatches, likeness } from './score-match.ts'

const found = (id: string, title: string, more: Partial<FoundTitle> = {}): FoundTitle => ({
  kind: 'movie',
  id,
  title,
  ...more,
})
const sure = (verdict: ReturnType<typeof judgeMatches>): string | undefined =>
  verdict.is === 'sure' ? verdict.match.id : undefined

describe('likeness of titles', () => {
  it('passes over case, accents, punctuation and articles', () => {
    assert.equal(likeness('The Quiet Harbour!', 'quiet harbour'), 1)
    assert.equal(likeness('Amélie & Co', 'AMELIE and co'), 1)
    assert.equal(likeness("Ocean's Edge", 'Oceans Edge'), 1)
  })
  it('is never 1 for what differs', () => {
    assert.ok(likeness('Harbour 2', 'Harbour 3') < 1)
    assert.ok(likeness('aab', 'aba') < 1)
    assert.equal(likeness('', 'x'), 0)
    assert.equal(likeness('七人', '七人'), 1)
  })
})

describe('which one it is', () => {
  it('takes title and year', () => {
    const all = [found('1', 'Fog', { year: 1980, popularity: 90 }), found('2', 'The Fog', { year: 2005 })]
    assert.equal(sure(judgeMatches({ title: 'Fog', year: 2005 }, all)), '2')
    assert.equal(sure(judgeMatches({ title: 'Fog', year: 1980 }, all)), '1')
  })
  it('guesses no tie, however popular one is', () => {
    const all = [found('1', 'Fog', { year: 1980, popularity: 900 }), found('2', 'Fog', { year: 1980, popularity: 1 })]
    const verdict = judgeMatches({ title: 'Fog', year: 1980 }, all)
    assert.equal(verdict.is, 'unsure')
    assert.equal(verdict.is === 'unsure' && verdict.matches.length, 2)
    const undated = [found('1', 'Fog', { year: 1980 }), found('2', 'Fog', { year: 2005 })]
    assert.equal(judgeMatches({ title: 'Fog' }, undated).is, 'unsure')
  })
  it('takes the only one of its name without a year, and the year beside', () => {
    assert.equal(sure(judgeMatches({ title: 'Fog' }, [found('1', 'Fog', { year: 1980 })])), '1')
    assert.equal(sure(judgeMatches({ title: 'Fog', year: 1981 }, [found('1', 'Fog', { year: 1980 })])), '1')
    assert.equal(sure(judgeMatches({ title: 'Fog', year: 1981 }, [found('1', 'Fog')])), '1')
  })
  it('does not take another year, nor a title that is only alike', () => {
    assert.equal(judgeMatches({ title: 'Fog', year: 2010 }, [found('1', 'Fog', { year: 1980 })]).is, 'unsure')
    assert.equal(judgeMatches({ title: 'Alien', year: 1986 }, [found('1', 'Aliens', { year: 1986 })]).is, 'unsure')
    assert.equal(judgeMatches({ title: 'Fog', year: 1980 }, []).is, 'none')
  })
  it('knows a film by its original title', () => {
    const one = found('1', 'The Quiet Harbour', { originalTitle: 'Der stille Hafen', year: 2019 })
    assert.equal(sure(judgeMatches({ title: 'Der stille Hafen', year: 2019 }, [one])), '1')
  })
})
