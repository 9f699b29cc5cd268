import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { findMapping, mapPath, namesBelow } from './map-path.ts'

const mapped = (from: string, to: string, path: string) => mapPath([{ from, to }], path)

describe('paths of other programs', () => {
  it('are compared by whole names', () => {
    assert.equal(mapped('/movies', '/media/films', '/movies/Heat (1995)'), '/media/films/Heat (1995)')
    assert.equal(mapped('/movies', '/media/films', '/movies2/Heat (1995)'), undefined)
    assert.equal(mapped('/movies', '/media/films', '/Movies/Heat (1995)'), undefined)
    assert.equal(mapped('/movies/', '/media/films/', '/movies'), '/media/films/')
  })

  it('take signs as they are', () => {
    for (const name of ['100%', 'a_b', '$& $1 $`', '[x]*?', 'don’t.stop', '..hidden'])
      assert.equal(mapped('/m%_/$&', '/to $&', `/m%_/$&/${name}`), `/to $&/${name}`)
  })

  it('may be of Windows, in any case and with any slash', () => {
    assert.equal(
      mapped('D:\\Movies', '/media/films', 'd:\\movies\\Heat (1995)\\Heat.mkv'),
      '/media/films/Heat (1995)/Heat.mkv',
    )
    assert.equal(mapped('\\\\nas\\media\\', '/media', '\\\\NAS\\media\\Heat'), '/media/Heat')
    assert.equal(mapped('/media/films', 'smb://nas/films', '/media/films/Heat'), 'smb://nas/films/Heat')
    assert.equal(mapped('/media/films', 'D:\\Films', '/media/films/Heat/a.mkv'), 'D:\\Films\\Heat\\a.mkv')
    assert.equal(mapped('/media/films', 'D:/Films', '/media/films/Heat'), 'D:/Films/Heat')
  })

  it('meet however their accents are composed', () => {
    const [composed, apart] = ['/Séries', '/Se\u0301ries']
    assert.equal(mapped(composed, '/s', `${apart}/x`), '/s/x')
    assert.equal(mapped(apart, '/s', `${composed}/x`), '/s/x')
  })

  it('never climb out', () => {
    assert.equal(mapped('/movies', '/media/films', '/movies/../etc/passwd'), undefined)
    assert.equal(mapped('D:\\Movies', '/media', 'D:\\Movies\\..\\x'), undefined)
  })

  it('follow the mapping that reaches furthest', () => {
    const mappings = [
      { from: '/m', to: '/a' },
      { from: '/m/kids', to: '/b' },
      { from: '/m/kids2', to: '/c' },
    ]
    assert.equal(mapPath(mappings, '/m/kids/x'), '/b/x')
    assert.equal(mapPath(mappings.toReversed(), '/m/kids3/x'), '/a/kids3/x')
    assert.equal(findMapping(mappings, '/other'), undefined)
  })

  it('come back the same through the mapping turned round', () => {
    const name = fc.stringMatching(/^[^/\\\0]{1,12}$/u).filter((text) => text !== '.' && text !== '..')
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join('/')}`)
    fc.assert(
      fc.property(path, path, fc.array(name, { maxLength: 3 }), (from, to, rest) => {
        const there = mapped(from, to, [from, ...rest].join('/'))
        assert.ok(there !== undefined)
        assert.deepEqual(
          namesBelow(to, there),
          rest.map((one) => one),
        )
        assert.equal(mapped(to, from, there), [from, ...rest].join('/'))
      }),
    )
  })
})
