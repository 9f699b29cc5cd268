import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FileIdentity } from './file-identity.ts'
import { isStillSettled, settle, skipReason } from './ingest-gate.ts'

const SETTLE_MS = 30_000
const NOW = 1_800_000_000_000
const fileOf = (mtimeMs: number, size = 10): FileIdentity => ({
  dev: 1n,
  ino: 2n,
  size,
  mtimeNs: BigInt(mtimeMs) * 1_000_000n,
  ctimeNs: 5n,
  nlink: 1,
})
const look = (atMs: number, identity: FileIdentity): { atMs: number; identity: FileIdentity } => ({ atMs, identity })

describe('skipReason', () => {
  it('keeps unfinished, hidden, sync and system names out, each for its reason', () => {
    const expected = {
      'v.mp4.part': 'unfinished-upload',
      'A.CRDOWNLOAD': 'unfinished-upload',
      'x.!ut': 'unfinished-upload',
      '.syncthing.a.jpg.tmp': 'sync-temporary',
      '~syncthing~a.tmp': 'sync-temporary',
      '._IMG.jpg': 'system-file',
      'Thumbs.db': 'system-file',
      '.DS_Store': 'system-file',
      '.stfolder': 'system-folder',
      '@eaDir': 'system-folder',
      '#recycle': 'system-folder',
      '.hidden': 'hidden',
    }
    for (const [name, reason] of Object.entries(expected)) assert.equal(skipReason(name), reason, name)
  })
  it('lets media and manifests in', () => {
    for (const name of ['IMG_1.JPG', 'manifest.json', 'part.jpg', 'a.xmp', '-rf.jpg', 'download'])
      assert.equal(skipReason(name), undefined, name)
  })
})

describe('settle', () => {
  const old = fileOf(NOW - 100_000)
  it('never settles at the first look', () => {
    assert.deepEqual(settle(undefined, look(NOW, old), SETTLE_MS), {
      kind: 'waiting',
      why: 'first-look',
      againAtMs: NOW + SETTLE_MS,
      look: look(NOW, old),
    })
  })
  it('settles after two equal looks far enough apart', () => {
    assert.equal(settle(look(NOW, old), look(NOW + SETTLE_MS, old), SETTLE_MS).kind, 'settled')
  })
  it('keeps the first look when the second comes too soon', () => {
    const soon = settle(look(NOW, old), look(NOW + 1000, old), SETTLE_MS)
    assert.ok(soon.kind === 'waiting' && soon.look.atMs === NOW && soon.againAtMs === NOW + SETTLE_MS)
  })
  it('starts anew when the file has changed', () => {
    const grown = settle(look(NOW, old), look(NOW + SETTLE_MS, fileOf(NOW, 20)), SETTLE_MS)
    assert.ok(grown.kind === 'waiting' && grown.why === 'still-changing' && grown.look.atMs === NOW + SETTLE_MS)
  })
  it('waits for an empty file', () => {
    const empty = settle(look(NOW, fileOf(1, 0)), look(NOW + SETTLE_MS, fileOf(1, 0)), SETTLE_MS)
    assert.ok(empty.kind === 'waiting' && empty.why === 'empty')
  })
  it('does not wait for ever for a file from the future', () => {
    const future = fileOf(NOW + 1e9)
    assert.equal(settle(look(NOW, future), look(NOW + SETTLE_MS, future), SETTLE_MS).kind, 'settled')
  })
  it('throws a digest away when the file changed or vanished meanwhile', () => {
    assert.equal(isStillSettled(old, old), true)
    assert.equal(isStillSettled(old, { ...old, ctimeNs: 6n }), false)
    assert.equal(isStillSettled(old, undefined), false)
  })
})
