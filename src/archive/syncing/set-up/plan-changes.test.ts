import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Plan } from '../../../plans/index.ts'
import { changePlanOwner } from './plan-changes.ts'
import { syncSetUpRoutes } from './contract.ts'

const { planSharing, planListeners } = syncSetUpRoutes.routes
const scopeOf = (code: string): string => changePlanOwner().scopeOf({ title: { code, params: {} } } as Plan)

it('asks of who applies or undoes a plan what it asks of who makes it', () => {
  assert.equal(scopeOf('sync.share'), planSharing.scope)
  assert.equal(scopeOf('sync.listeners'), planListeners.scope)
})
