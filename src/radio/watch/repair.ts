import { AppError } from '../../kernel/errors.ts'
import { draftPublication, findLog, listPublications, type Preview } from '../logs/index.ts'
import type { Doer } from '../planner/index.ts'
import type { RepairDeps } from './deps.ts'
import { LookAhead } from './jobs.ts'
import { lookAhead } from './look-ahead.ts'
import type { Drift, Reason } from './model.ts'

/** What would be done about one log or one airing. */
export interface RepairPart {
  what: 'log' | 'airing'
  id: number
  title: string
  /**
   * `ready`: it would be done. `started`: it is done by a run. `stopped`: something forbids it. `later`: another
   * publication comes first. `nothing`: the playout has what it shall have.
   */
  state: 'ready' | 'started' | 'stopped' | 'later' | 'nothing'
  add: number
  remove: number
  reasons: readonly Reason[]
  planId: number | null
  runId: number | null
}

export interface Repair {
  drift: readonly Drift[]
  parts: readonly RepairPart[]
  /** What only a person can take away: rows of others over what we have, which are never touched. */
  byHand: readonly Drift[]
}

interface RepairWish {
  stationId: number
  isDry: boolean
  by: Doer
}

const ALREADY_MS = 60_000

/**
 * Compares anew, and makes the playout what was published: a log by a new publication of its day, an airing by the planner. Both
 * by plans that can be undone.
 * Rows of others stay as they are. A second run finds nothing to do.
 */
export function repairDrift(deps: RepairDeps) {
  return async ({ stationId, isDry, by }: RepairWish): Promise<Repair> => {
    const { drift } = await lookAhead(deps)(stationId, by.signal)
    const parts: RepairPart[] = []
    for (const logId of idsIn(drift, 'logId')) {
      const isFirst = !parts.some(({ state }) => state === 'started')
      parts.push(await repairLog(deps, logId, { isDry, isFirst, by }))
    }
    for (const airingId of idsIn(drift.filter(isOfAiring), 'airingId'))
      parts.push(await repairAiring(deps, drift.find((one) => one.airingId === airingId) as Drift, { isDry, by }))
    if (parts.some(({ state }) => state === 'started')) await lookLater(deps, { stationId, actor: by.actor })
    return { drift, parts, byHand: drift.filter((one) => one.airingId !== null && one.code === 'foreign-row') }
  }
}

/** Once what was started has ended. */
async function lookLater(
  { db, jobs, clock }: RepairDeps,
  { stationId, actor }: { stationId: number; actor: string },
): Promise<void> {
  const moment = clock.now() + ALREADY_MS
  await db.tx((tx) => jobs.enqueue(tx, LookAhead, { stationId, moment }, { actor, runAt: moment }))
}

const isOfAiring = ({ code }: Drift): boolean => code !== 'foreign-row'

const idsIn = (drift: readonly Drift[], field: 'logId' | 'airingId'): number[] => [
  ...new Set(drift.flatMap((one) => one[field] ?? [])),
]

async function repairLog(
  deps: RepairDeps,
  logId: number,
  { isDry, isFirst, by }: { isDry: boolean; isFirst: boolean; by: Doer },
): Promise<RepairPart> {
  const preview = await draftAsPublished(deps, logId, by)
  const { stoppers, planId, changes, log } = preview
  const part = {
    what: 'log' as const,
    id: logId,
    title: log.airDate,
    add: changes.add.length,
    remove: changes.remove.length,
    reasons: stoppers.map(({ code, params }) => ({ code, params })),
    planId,
    runId: null,
  }
  if (stoppers.length > 0) return { ...part, state: 'stopped' }
  if (planId === null) return { ...part, state: 'nothing' }
  if (isDry) return { ...part, state: 'ready' }
  if (!isFirst) return { ...part, state: 'later' }
  const { runId } = await deps.db.tx((tx) => deps.publishing.plans.apply(tx, planId, { actor: by.actor }))
  return { ...part, state: 'started', runId }
}

/** Silence that stood in what was published was accepted then; in a log that was changed since, it was not. */
async function draftAsPublished({ publishing, db }: RepairDeps, logId: number, by: Doer): Promise<Preview> {
  const wish = { logId, hourStartsAt: null, takeOver: new Set<number>(), ...by }
  const preview = await draftPublication(publishing, { ...wish, acceptedGaps: new Set() })
  const gaps = preview.stoppers.filter(({ code }) => code === 'radio/dead-air').map(({ at }) => at)
  if (gaps.length === 0 || !(await isAsPublished(db.read, logId))) return preview
  return draftPublication(publishing, { ...wish, acceptedGaps: new Set(gaps) })
}

async function isAsPublished(reader: RepairDeps['db']['read'], logId: number): Promise<boolean> {
  const last = (await listPublications(reader, logId, { limit: 20 })).find(({ state }) => state === 'verified')
  return last !== undefined && last.revision === (await findLog(reader, logId))?.revision
}

async function repairAiring(
  deps: RepairDeps,
  { airingId, title, code }: Drift,
  { isDry, by }: { isDry: boolean; by: Doer },
): Promise<RepairPart> {
  const part = {
    what: 'airing' as const,
    id: airingId ?? 0,
    title,
    add: 1,
    remove: code === 'row-changed' ? 1 : 0,
    planId: null,
    runId: null,
  }
  if (isDry) return { ...part, state: 'ready', reasons: [] }
  try {
    const { runId = null, planId = null } = await deps.repairAiring(airingId ?? 0, by)
    return { ...part, state: 'started', reasons: [], runId, planId }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { ...part, state: 'stopped', reasons: [{ code: error.code, params: error.params }] }
  }
}
