import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SyncDiagnostics } from '../../../src/archive/syncing/contract.ts'
import { nextStepOf } from './next-step.ts'

const NAS = { deviceId: 'NAS-ID', name: 'NAS', isPaused: false, isConnected: true }
const FRESH = { connectionId: 3, devices: [], asking: [], folders: [], batchFolder: '/data/batches' }
const folder = { folderId: 'b', label: 'Batches', path: '/data/', isPaused: false, deviceIds: [NAS.deviceId] }
const SHARED = { ...FRESH, devices: [NAS], folders: [folder] }
const told = (change: Partial<SyncDiagnostics>): SyncDiagnostics =>
  ({ isOn: true, connectionId: 3, connection: 'Syncthing', problem: null, ...change }) as SyncDiagnostics

describe('the next step of the set-up of Syncthing', () => {
  it('leads from the first device to batches that are delivered', () => {
    const asking = [{ deviceId: 'X', name: '', address: '' }]
    const steps = [
      nextStepOf(FRESH, undefined),
      nextStepOf({ ...FRESH, asking }, undefined),
      nextStepOf({ ...FRESH, devices: [NAS] }, undefined),
      nextStepOf({ ...SHARED, folders: [{ ...folder, path: '/data/bat' }] }, undefined),
      nextStepOf({ ...SHARED, devices: [{ ...NAS, isConnected: false }] }, undefined),
      nextStepOf(SHARED, told({ isOn: false, connectionId: null })),
      nextStepOf(SHARED, told({ connectionId: 4, connection: 'attic' })),
      nextStepOf(SHARED, told({})),
    ]
    assert.deepEqual(
      steps.map((step) => step?.is),
      ['pair', 'share', 'share', 'share', 'accept', 'switch-on', 'other', 'well'],
    )
    assert.equal(nextStepOf(SHARED, undefined), undefined, 'not said before it is known')
  })

  it('is what keeps the batches, where something does', () => {
    const problem = { code: 'sync.peer-silent', text: 'NAS has not told.', todo: 'Accept the folder.', params: {} }
    assert.deepEqual(nextStepOf(SHARED, told({ problem })), {
      is: 'held',
      peer: 'NAS',
      text: 'NAS has not told.',
      todo: 'Accept the folder.',
    })
  })
})
