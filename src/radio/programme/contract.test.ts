import assert from 'node:assert/strict'
import { it } from 'node:test'
import { CmsRef, connectionIn, InCms, placeOf } from './contract.ts'

it('tells a CMS from what Patchbay keeps, and takes nothing else', () => {
  assert.deepEqual(placeOf('station:2'), { is: 'station', stationId: 2 })
  assert.deepEqual(placeOf('connection:12'), { is: 'connection', connectionId: 12 })
  assert.deepEqual([connectionIn('station:2'), connectionIn('connection:12')], [null, 12])
  for (const odd of ['station:', 'station:0', 'station:-1', 'station:1.5', 'inbox:1', 'connection:1 ', '1'])
    assert.equal(CmsRef.safeParse(odd).success, false, odd)
})

it('finds the CMS of an effect that was planned while they named a connection', () => {
  assert.deepEqual(InCms.parse({ connectionId: 3 }), { cms: 'connection:3' })
  assert.deepEqual(InCms.parse({ cms: 'station:1' }), { cms: 'station:1' })
  assert.equal(InCms.safeParse({}).success, false)
})
