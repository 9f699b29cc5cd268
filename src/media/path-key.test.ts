import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { cleanName, MAX_NAME_BYTES, pathKey, showPath } from './path-key.ts'

const anyName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom('CON', 'nul.txt', 'a. ', '...', 'LPT¹.jpg', 'x'.repeat(400), `${'é'.repeat(200)}.jpeg`, '\ud800.jpg'),
)

describe('pathKey', () => {
  it('is the same for a name and its decomposed or differently cased twin', () => {
    for (const [a, b] of [
      ['Amélie.jpg', 'Ame\u0301lie.JPG'],
      ['STRASSE', 'straße'],
      ['STRAẞE', 'strasse'],
      ['ΌΣΟΣ', 'όσος'],
      ['A/b', 'a/B'],
    ] as const)
      assert.equal(pathKey(a), pathKey(b))
  })
  it('tells different names apart', () => {
    assert.notEqual(pathKey('a.jpg'), pathKey('a.jpeg'))
  })
  it('does not change when taken twice, nor by form', () => {
    const stays = (name: string) => {
      const key = pathKey(name)
      if (pathKey(key) !== key) assert.fail(`taken twice: ${JSON.stringify(name)}`)
      if (pathKey(name.normalize('NFD')) !== key) assert.fail(`decomposed: ${JSON.stringify(name)}`)
    }
    for (let point = 0; point < 0x2_0000; point++) stays(`a${String.fromCodePoint(point)}\u0345\u0301`)
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), stays), { numRuns: 2000 })
  })
})

describe('cleanName', () => {
  it('leaves a good name alone', () => {
    assert.deepEqual(cleanName('IMG_0001 (2).JPG'), { name: 'IMG_0001 (2).JPG', faults: [] })
  })
  it('names what was wrong', () => {
    assert.deepEqual(cleanName('a:b?.jpg'), { name: 'a_b_.jpg', faults: ['reserved-character'] })
    assert.deepEqual(cleanName('con.jpg'), { name: 'con_.jpg', faults: ['reserved-name'] })
    assert.deepEqual(cleanName('photo.jpg . '), { name: 'photo.jpg', faults: ['trailing-dot-or-space'] })
    assert.deepEqual(cleanName('Ame\u0301lie'), { name: 'Amélie', faults: ['not-nfc'] })
    assert.deepEqual(cleanName('..').name, '_')
  })
  it('keeps the extension of a name that is too long', () => {
    const { name, faults } = cleanName(`${'é'.repeat(200)}.jpeg`)
    assert.equal(faults.join(), 'too-long')
    assert.ok(name.endsWith('é.jpeg') && Buffer.byteLength(name) <= MAX_NAME_BYTES)
  })
  it('gives a name that every file system takes, and gives it again for itself', () => {
    fc.assert(
      fc.property(anyName, (given) => {
        const { name } = cleanName(given)
        assert.ok(name.length > 0 && Buffer.byteLength(name) <= MAX_NAME_BYTES, name)
        assert.ok(!/[/\\\0<>:"|?*]|[. ]$/.test(name) && name !== '.' && name !== '..', name)
        assert.ok(!/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name), name)
        assert.equal(name, name.normalize('NFC'))
        assert.deepEqual(cleanName(name), { name, faults: [] })
      }),
      { numRuns: 5000 },
    )
  })
})

describe('showPath', () => {
  it('escapes only the bytes that are not UTF-8', () => {
    assert.equal(showPath(Buffer.from([0xff, 0xfe, 0x2e, 0x6d, 0x70, 0x33])), '\\xff\\xfe.mp3')
    assert.equal(showPath(Buffer.concat([Buffer.from('é/🌅'), Buffer.from([0xe9])])), 'é/🌅\\xe9')
  })
})
