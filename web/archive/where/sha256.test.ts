import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { it } from 'node:test'
import { createSha256 } from './sha256.ts'

const ofText = (text: string): string => {
  const sha256 = createSha256()
  sha256.update(new TextEncoder().encode(text))
  return sha256.hex()
}

/** FIPS 180-4 and NIST's examples. */
const VECTORS = {
  '': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  abc: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq:
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu:
    'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
}

it('gives the known hashes', () => {
  for (const [text, hash] of Object.entries(VECTORS)) assert.equal(ofText(text), hash)
  assert.equal(ofText('a'.repeat(1_000_000)), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0')
})

it('gives the same of every length and however it is cut', () => {
  for (let length = 0; length <= 260; length++) {
    const bytes = randomBytes(length)
    const sha256 = createSha256()
    for (let start = 0; start < length;) {
      const end = start + 1 + Math.floor(Math.random() * 90)
      sha256.update(bytes.subarray(start, end))
      start = end
    }
    assert.equal(sha256.hex(), createHash('sha256').update(bytes).digest('hex'), `${length} bytes`)
  }
})

it('counts bits beyond 32 of them', () => {
  const piece = new Uint8Array(32 << 20)
  const [ours, theirs] = [createSha256(), createHash('sha256')]
  for (let i = 0; i < 17; i++) {
    ours.update(piece)
    theirs.update(piece)
  }
  assert.equal(ours.hex(), theirs.digest('hex'))
})
