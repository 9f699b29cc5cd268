import type { Tx } from '../../../db/db.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import type { Doer } from '../deps.ts'
import { isSameRow } from '../effects/make-row.ts'
import { contentOf } from '../effects/row-content.ts'
import { type Airing, isLocked, rowTimes } from '../model.ts'
import type { PlayoutRow } from '../ports.ts'
import { type DraftDeps, shown } from '../ranges/draft-range.ts'
import { REPAIR_AIRING, REPAIR_PLAN } from '../ranges/range-kinds.ts'
import { noteRun } from '../store.ts'
import { needAiring } from './need-airing.ts'
import { type Asked, start } from './plan-airing.ts'

/**
 * What is not in line is tried again. What somebody removed or changed there, or moved its window from, is made anew in
 * the same slot, by a plan that keeps what stood there: its undo puts that back.
 */
export async function repairAiring(deps: DraftDeps, airingId: number, by: Doer): Promise<Asked> {
  const airing = await needAiring(deps, airingId)
  const found = await findOutOfPlace(deps, airing, by)
  if (found === undefined) {
    const started = await deps.db.tx((tx) => start(deps, tx, { airing, by }))
    return { airing, outcome: 'repaired', ...started }
  }
  const title = await titleOf(deps, airing, found.row)
  return deps.db.tx(async (tx) => {
    const planId = await draftRepair(deps, tx, { airing, row: found.row, title, by })
    const { jobId, runId } = await deps.plans.apply(tx, planId, { actor: by.actor })
    await noteRun(tx, airingId, runId)
    return { airing, outcome: 'repaired' as const, jobId, runId, planId }
  })
}

/** What stands there is not what was brought there. */
interface OutOfPlace {
  /** Null when it is not there any more. */
  row: PlayoutRow | null
}

async function findOutOfPlace(deps: DraftDeps, airing: Airing, by: Doer): Promise<OutOfPlace | undefined> {
  const { airingId, title, connectionId, rowId, windowId } = airing
  if (airing.state !== 'verified' || isLocked(airing, deps.clock.now()) || rowId === null) return undefined
  const row = await (await deps.outside.schedule(connectionId)).findRow(rowId, by.signal)
  if (row === undefined) return { row: null }
  if (windowId === null) return undefined
  if (!isSameRow(row, { windowId, trackId: airing.trackId, ...rowTimes(airing, airing.audioMs) })) {
    // Somebody may have moved it to now: what is heard is not cut.
    if (isLocked(row, deps.clock.now())) throw new ConflictError('radio/airing-locked', { params: { airingId, title } })
    return { row }
  }
  const window = await (await deps.outside.programme(connectionId)).findWindow(windowId, by.signal)
  const holds = window?.isRemoved === false && window.startsAt <= airing.startsAt && airing.endsAt <= window.endsAt
  if (!holds) deps.reads.forget(connectionId, 'windows')
  return holds ? undefined : { row }
}

const TRACKS_AS_OLD_AS_MS = 60_000

/** Of what stands there now, for people. */
async function titleOf(deps: DraftDeps, airing: Airing, row: PlayoutRow | null): Promise<string> {
  if (row === null || row.trackId === airing.trackId) return airing.title
  const tracks = await deps.reads.read(airing.connectionId, 'tracks', { maxAgeMs: TRACKS_AS_OLD_AS_MS })
  return tracks.find(({ trackId }) => trackId === row.trackId)?.title ?? `#${row.trackId ?? row.streamId ?? ''}`
}

interface Repairing {
  airing: Airing
  row: PlayoutRow | null
  title: string
  by: Doer
}

function draftRepair({ plans }: DraftDeps, tx: Tx, { airing, row, title, by }: Repairing): Promise<number> {
  const { airingId, stationId, connectionId, round, startsAt, rowId, windowId, rowDeliveryId, windowDeliveryId } =
    airing
  const place = { rowId, windowId, rowDeliveryId, windowDeliveryId }
  const content = row === null ? null : (contentOf(row) ?? null)
  return plans.draft(tx, {
    kind: REPAIR_PLAN,
    subject: `airing:${airingId}`,
    title: { code: 'radio.repair-airing', params: { title: airing.title } },
    actor: by.actor,
    data: { stationId, connectionId, firstStartsAt: Math.min(startsAt, row?.startsAt ?? startsAt) },
    operations: [
      {
        kind: REPAIR_AIRING,
        group: 'airing',
        params: { airingId, round, place, isThere: row !== null, content, title },
        before: row === null ? {} : shown(title, row),
        after: shown(airing.title, airing),
        reason: { code: row === null ? 'airing-gone-there' : 'airing-changed-there', params: {} },
      },
    ],
  })
}
