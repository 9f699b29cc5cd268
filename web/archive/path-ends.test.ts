import assert from 'node:assert/strict'
import { it } from 'node:test'
import { pathEnds } from './path-ends.ts'

it('shortens paths to the ends that tell them apart', () => {
  assert.deepEqual(pathEnds(['/srv/patchbay/data/inbox', '/srv/patchbay/data/archive']), ['…/inbox', '…/archive'])
  assert.deepEqual(pathEnds(['/mnt/a/photos', '/mnt/b/photos']), ['…/a/photos', '…/b/photos'])
  assert.deepEqual(pathEnds(['/inbox', '/archive']), ['/inbox', '/archive'])
  assert.deepEqual(pathEnds(['D:\\media\\inbox', 'E:\\archive']), ['…/inbox', '…/archive'])
  assert.deepEqual(pathEnds(['/same/place', '/same/place']), ['…/place', '…/place'])
  assert.deepEqual(pathEnds([]), [])
})
