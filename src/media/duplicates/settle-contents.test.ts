import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { FileChunk } from './file-columns.ts'
import { DIGEST_BYTES, SMALL_BYTES } from './protocol.ts'
import { sortHeadGroups } from './settle-contents.ts'

/** Larger files of one size and head, with the class of each on record. */
function alike(classes: Uint32Array): Parameters<typeof sortHeadGroups> {
  const count = classes.length
  const sizes = new Float64Array([SMALL_BYTES + 1])
  const table = { rootPaths: [], folders: [], chunks: [{ sizes } as FileChunk] }
  const digests = new Uint8Array(DIGEST_BYTES)
  const candidates = { files: new Uint32Array(count), states: new Uint8Array(count), digests, classes }
  const groups = { ends: Uint32Array.of(count), members: Uint32Array.from(classes.keys()) }
  return [groups, { table, candidates }, () => undefined]
}

it('compares those again of which two or more are equal without a digest on record, and no others', () => {
  const count = (classes: number[]) => {
    const { recalled, open } = sortHeadGroups(...alike(Uint32Array.from(classes)))
    return [recalled.members.length, open.members.length]
  }
  assert.deepEqual(count([7, 8, 9]), [3, 0])
  assert.deepEqual(count([7, 8, 7]), [0, 3])
  assert.deepEqual(count([7, 0, 9]), [0, 3])
})

it('sorts a hundred thousand look-alikes without holding the thread', () => {
  const given = alike(Uint32Array.from({ length: 100_000 }, (_, at) => at + 1))
  const startedAt = performance.now()
  assert.equal(sortHeadGroups(...given).recalled.members.length, 100_000)
  assert.ok(performance.now() - startedAt < 500, 'linear, not each with each')
})
