import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isSameForeign, isWholeForeign, joinForeign, namesBelow } from './foreign-path.ts'

describe('paths of other machines', () => {
  it('compares whole names, never the beginning of one', () => {
    assert.deepEqual(namesBelow('/movies', '/movies/Up (2009)'), ['Up (2009)'])
    assert.equal(namesBelow('/movies', '/movies2/Up (2009)'), undefined)
    assert.equal(namesBelow('/movies/Up', '/movies'), undefined)
    assert.deepEqual(namesBelow('/movies', '/movies/'), [])
    assert.deepEqual(namesBelow('/movies/', '/movies//a/./b'), ['a', 'b'])
    assert.deepEqual(namesBelow('/', '/a'), ['a'])
  })

  it('takes the signs of patterns and replacements for what they are', () => {
    for (const name of ['100% Wolf (2020)', 'a_b', 'Cash $& Carry', '$1', '.*', 'x[1]', '\\d'])
      assert.deepEqual(namesBelow('/films', `/films/${name}`), [name], name)
    assert.equal(namesBelow('/films', '/film_/x'), undefined)
    assert.equal(joinForeign('/srv/films', ['Cash $& Carry']), '/srv/films/Cash $& Carry')
  })

  it('reads both separators and no case on Windows, and keeps the way of writing', () => {
    assert.deepEqual(namesBelow('d:/films/', 'D:\\Films\\Up'), ['Up'])
    assert.equal(namesBelow('D:\\Films', 'D:\\Films2\\Up'), undefined)
    assert.equal(joinForeign('D:\\Films\\', ['Up (2009)', 'a.mkv']), 'D:\\Films\\Up (2009)\\a.mkv')
    assert.equal(joinForeign('D:/Films', ['Up']), 'D:/Films/Up')
    assert.equal(joinForeign('\\\\nas\\films', ['Up']), '\\\\nas\\films\\Up')
    assert.deepEqual(namesBelow('\\\\nas\\Films\\', '\\\\NAS\\films\\Up'), ['Up'])
    assert.equal(joinForeign('/', ['Films']), '/Films')
    assert.equal(joinForeign('C:\\', ['Films']), 'C:\\Films')
  })

  it('leaves a backslash in a name where it is one, and counts case', () => {
    assert.deepEqual(namesBelow('/films', '/films/AC\\DC'), ['AC\\DC'])
    assert.equal(namesBelow('/films', '/Films/Up'), undefined)
  })

  it('takes composed and decomposed letters for the same, and gives back what stood there', () => {
    const decomposed = 'Amélie'.normalize('NFD')
    assert.ok(isSameForeign(`/films/${decomposed}`, '/films/Amélie'.normalize('NFC')))
    assert.deepEqual(namesBelow('/films/Amélie', `/films/${decomposed}/a.mkv`), ['a.mkv'])
    assert.deepEqual(namesBelow('/films', `/films/${decomposed}`), [decomposed])
  })

  it('knows addresses of shares', () => {
    assert.deepEqual(namesBelow('SMB://nas/films/', 'smb://nas/films/Up'), ['Up'])
    assert.equal(namesBelow('smb://nas/films', 'nfs://nas/films/Up'), undefined)
    assert.equal(joinForeign('smb://nas/films/', ['Up']), 'smb://nas/films/Up')
  })

  it('wants a path that begins at a root and leads nowhere else', () => {
    for (const path of ['/films', '/', 'C:\\', 'C:\\Films', '\\\\nas\\films', 'smb://nas/films'])
      assert.ok(isWholeForeign(path), path)
    for (const path of ['', 'films', './films', '/films/../etc', 'C:films', '\\\\', 'smb://', '..\\x'])
      assert.ok(!isWholeForeign(path), path)
  })
})
