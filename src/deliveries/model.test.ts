import assert from 'node:assert/strict'
import { it } from 'node:test'
import { compareFields, type DeliveryState, mayMove, stableJson, TRANSITIONS, verdictOf } from './model.ts'

const STATES = Object.keys(TRANSITIONS) as DeliveryState[]

it('lets nothing be sent that was not planned, and nothing leave the state undone', () => {
  assert.deepEqual(
    STATES.filter((from) => TRANSITIONS[from].includes('sending')),
    ['planned'],
  )
  assert.deepEqual(TRANSITIONS.undone, [])
  assert.ok(STATES.every((state) => mayMove(state, state)))
})

it('comes to every state from planned, and from every state but undone to verified', () => {
  const reached = new Set<DeliveryState>(['planned'])
  for (const state of reached) for (const to of TRANSITIONS[state]) reached.add(to)
  assert.deepEqual([...reached].toSorted(), STATES.toSorted())
  assert.ok(STATES.every((state) => state === 'verified' || state === 'undone' || mayMove(state, 'verified')))
})

it('never goes from a state in which something may be there back to planned, but by uncertain or by an answer', () => {
  assert.deepEqual(
    STATES.filter((from) => TRANSITIONS[from].includes('planned')),
    ['sending', 'uncertain', 'rejected'],
  )
})

it('is equal only when every field is', () => {
  const verdict = (found: Record<string, string>) => verdictOf(compareFields({ title: 'A', size: '3' }, found))
  assert.equal(verdict({ title: 'A', size: '3', more: 'x' }), 'equal')
  assert.equal(verdict({ title: 'A' }), 'not-yet')
  assert.equal(verdict({ title: 'B' }), 'different')
  assert.equal(verdictOf([]), 'not-yet', 'nothing meant proves nothing')
})

it('writes equal values as equal texts', () => {
  assert.equal(stableJson({ b: [1, { d: 2, c: 3 }], a: null }), stableJson({ a: null, b: [1, { c: 3, d: 2 }] }))
})
