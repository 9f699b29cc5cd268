import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { DeliveryDetail } from '../../src/deliveries/contract.ts'
import { say } from '../words.ts'
import { cordOf, hasNoWay } from './delivery-view.ts'

const AT = '2026-01-21T10:00:00.000Z'

const sent = (...whats: DeliveryDetail['steps'][number]['what'][]): DeliveryDetail =>
  ({
    state: 'sent',
    place: 'Mail',
    plannedAt: AT,
    sentAt: AT,
    verifiedAt: null,
    lookedAt: null,
    reason: null,
    // The newest first, as the server tells them.
    steps: whats.map((what) => ({ what, at: AT, reason: null })),
  }) as unknown as DeliveryDetail

it('waits for no proof of a service that can’t be asked', () => {
  const mail = sent('looked-no-way', 'sent', 'sending', 'looked-no-way', 'planned')
  assert.equal(hasNoWay(mail), true)
  assert.equal(cordOf(say, mail, 'Patchbay').at(-1)?.detail, 'Mail can’t be asked')
  const shelf = sent('looked-pending', 'sent', 'sending', 'looked-not-there', 'planned')
  assert.equal(hasNoWay(shelf), false)
  assert.equal(cordOf(say, shelf, 'Patchbay').at(-1)?.detail, 'when Mail shows it')
})
