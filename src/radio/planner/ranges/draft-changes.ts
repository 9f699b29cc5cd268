import type { PlannedOperation } from '../../../plans/index.ts'
import type { Station } from '../../stations/index.ts'
import type { Doer } from '../deps.ts'
import { type Airing, slotProblem } from '../model.ts'
import { listAiringsById } from '../store.ts'
import { readOccupied } from '../wishes/assess.ts'
import { readSources } from '../wishes/resolve.ts'
import { type Change, diffChanges } from './diff-changes.ts'
import type { RangeItem } from './diff-range.ts'
import { addOperation, draft, type DraftDeps, type Drafted, removeOperation, shown } from './draft-range.ts'
import { MOVE_AIRING } from './range-kinds.ts'
import { InvalidInputError } from '../../../kernel/errors.ts'

/** The changes of a calendar as one plan; reads once, computes, and writes the plan down; nothing leaves. */
export async function draftChanges(
  deps: DraftDeps,
  station: Station,
  { changes, by }: { changes: readonly Change[]; by: Doer },
): Promise<Drafted> {
  assertOnce(changes)
  const airings = await airingsIn(deps, station, changes)
  const slots = changes.flatMap((change) => slotsOf(change, airings))
  const startsAt = slots.reduce((least, slot) => Math.min(least, slot.startsAt), Number.POSITIVE_INFINITY)
  const endsAt = slots.reduce((most, slot) => Math.max(most, slot.endsAt), 0)
  const range = slots.length === 0 ? { startsAt: 0, endsAt: 0 } : { startsAt, endsAt }
  const [sources, occupied] = await Promise.all([
    readSources(deps, station),
    readOccupied(deps, station, { ...range, maxAgeMs: 0, signal: by.signal }),
  ])
  const began = performance.now()
  const { items, inOrder } = diffChanges({ changes, sources, occupied, airings, now: deps.clock.now() })
  const operations = operationsOf(station, inOrder)
  const computedInMs = performance.now() - began
  const planId = operations.length === 0 ? null : await draft(deps, { station, operations, by })
  return { items, removed: [], planId, computedInMs }
}

/** @throws InvalidInputError for a slot that can't be one, and for an airing that is named twice */
function assertOnce(changes: readonly Change[]): void {
  const named = new Set<number>()
  for (const [index, change] of changes.entries()) {
    const problem = change.do === 'unplan' ? undefined : slotProblem(change.do === 'plan' ? change.wish : change.slot)
    if (problem !== undefined) throw wrong(index, 'endsAt', problem)
    if (change.do === 'plan') continue
    const { airingId } = change
    if (named.has(airingId)) throw wrong(index, 'airingId', { code: 'radio/changed-twice', params: { airingId } })
    named.add(airingId)
  }
}

const wrong = (index: number, name: string, { code, params }: { code: string; params: InvalidInputError['params'] }) =>
  new InvalidInputError(code, { params, fields: [{ pointer: `/changes/${index}/${name}`, code, params }] })

async function airingsIn(
  { db }: DraftDeps,
  { stationId }: Station,
  changes: readonly Change[],
): Promise<ReadonlyMap<number, Airing>> {
  const ids = changes.flatMap((change) => (change.do === 'plan' ? [] : change.airingId))
  const found = await listAiringsById(db.read, stationId, ids)
  return new Map(found.map((airing) => [airing.airingId, airing]))
}

function slotsOf(change: Change, airings: ReadonlyMap<number, Airing>) {
  if (change.do === 'plan') return [change.wish]
  const airing = airings.get(change.airingId)
  return [...(airing === undefined ? [] : [airing]), ...(change.do === 'move' ? [change.slot] : [])]
}

/** They are done one after the other: one may need the place of another. */
function operationsOf({ stationId }: Station, inOrder: readonly RangeItem[]): PlannedOperation[] {
  const inPlaceOf = inOrder.flatMap(({ airing }) => airing?.airingId ?? [])
  return inOrder.map((item) => ({ ...operationOf(stationId, item, inPlaceOf), group: 'changes' }))
}

function operationOf(stationId: number, item: RangeItem, inPlaceOf: readonly number[]) {
  const { airing, action } = item
  if (airing === undefined) return addOperation(stationId, item, inPlaceOf)
  if (action === 'remove') return removeOperation(stationId, airing)
  const { airingId, round, title, startsAt, endsAt } = airing
  const to = { startsAt: item.startsAt, endsAt: item.endsAt }
  return {
    kind: MOVE_AIRING,
    params: { stationId, airingId, round, from: { startsAt, endsAt }, to, inPlaceOf },
    before: shown(title, airing),
    after: shown(title, to),
    reason: { code: 'airing-moved', params: {} },
  }
}
