import { createAudit } from '../src/access/audit.ts'
import type { Db } from '../src/db/db.ts'
import type { JobContext } from '../src/jobs/index.ts'
import { ConflictError, RejectedError } from '../src/kernel/errors.ts'
import { executeRange } from '../src/plans/execute-range.ts'
import { ApplyPlan, UndoPlan } from '../src/plans/jobs.ts'
import { createPlans } from '../src/plans/plans.ts'
import { createRegistry } from '../src/plans/registry.ts'
import { settlePlan, startPlan } from '../src/plans/settle-plan.ts'
import type { DraftEntry, Log } from '../src/radio/logs/model.ts'
import { type DraftDeps, draftPublication, type Preview } from '../src/radio/logs/publish/draft-publication.ts'
import { publicationOwner } from '../src/radio/logs/publish/publication-owner.ts'
import { rowExecutor, worldCheck } from '../src/radio/logs/publish/row-executor.ts'
import { takeExecutor } from '../src/radio/logs/publish/take-executor.ts'
import { windowExecutor } from '../src/radio/logs/publish/window-executor.ts'
import { replaceEntries } from '../src/radio/logs/entries-store.ts'
import { insertLog, updateLog } from '../src/radio/logs/store.ts'
import { createAttempts } from '../src/radio/planner/airings/attempts.ts'
import { repairOwner } from '../src/radio/planner/ranges/plan-owners.ts'
import { repairExecutor } from '../src/radio/planner/ranges/repair-executor.ts'
import { PlanId } from '../src/kernel/ids.ts'
import { daySpan } from '../src/kernel/time.ts'
import { openPlannerWorld, type PlannerWorld } from './planner-world.ts'

export const by = { actor: 'person:1', signal: new AbortController().signal }

/** A station with a playout, and processes that publish its logs and may die in between. */
export interface PublishWorld extends AsyncDisposable {
  planner: PlannerWorld
  log: Log
  /** What a publication of its logs is drafted with. */
  drafting: DraftDeps
  /** Makes the log hold these tracks; without one: a voice track that nobody has recorded. */
  write(entries: readonly { track: number | null; at: number; seconds: number }[]): Promise<void>
  preview(options?: { hourStartsAt?: number; takeOver?: readonly number[] }): Promise<Preview>
  /** Carries a plan out, as jobs do, until it is settled; a plan that failed is undone. @returns the plan's state */
  carryOut(planId: number, db?: Db): Promise<string>
  undo(planId: number): Promise<string>
}

export async function openPublishWorld(db: Db, airDate = '2026-12-01', zone?: string): Promise<PublishWorld> {
  const planner = await openPlannerWorld(db)
  const { stationId } = planner.station
  const timeZone = zone ?? planner.station.timeZone
  const range = daySpan(airDate, timeZone)
  const log = await db.tx((tx) =>
    insertLog(tx, { stationId, airDate, timeZone, ...range, seed: 'a' }, planner.clock.now()),
  )
  const begun: Begun = new Map()
  return {
    planner,
    log,
    drafting: processOn(planner, { db, begun }).drafting,
    write: (entries) => write(db, log, entries),
    preview: ({ hourStartsAt, takeOver = [] } = {}) =>
      draftPublication(processOn(planner, { db, begun }).drafting, {
        logId: log.logId,
        hourStartsAt: hourStartsAt ?? null,
        acceptedGaps: everySecondOf(log),
        takeOver: new Set(takeOver),
        ...by,
      }),
    carryOut: (planId, on = db) => carryOut(processOn(planner, { db: on, begun }), planId),
    async undo(planId) {
      const running = processOn(planner, { db, begun })
      await db.tx((tx) => running.plans.undo(tx, planId, { actor: by.actor }))
      return carryOut(running, planId)
    },
    [Symbol.asyncDispose]: () => planner[Symbol.asyncDispose](),
  }
}

const everySecond = new Map<string, ReadonlySet<number>>()

/** Silence is what these logs have most of. */
function everySecondOf({ startsAt, endsAt }: Log): ReadonlySet<number> {
  const key = `${startsAt} ${endsAt}`
  const known = everySecond.get(key)
  if (known !== undefined) return known
  const seconds = Array.from({ length: (endsAt - startsAt) / 1000 }, (_, second) => startsAt + second * 1000)
  const made = new Set(seconds)
  everySecond.set(key, made)
  return made
}

async function write(db: Db, log: Log, entries: Parameters<PublishWorld['write']>[0]): Promise<void> {
  const HOUR_MS = 3_600_000
  const drafts = entries.map(({ track, at, seconds }): DraftEntry => {
    const hourStartsAt = at - (at % HOUR_MS)
    return {
      entryId: null,
      slotKey: null,
      hourStartsAt,
      startsAt: at,
      lengthMs: seconds * 1000,
      what: track === null ? 'voice' : 'track',
      typeCode: track === null ? 'VOT' : 'MUS',
      trackId: track,
      title: `Track ${track}`,
      artist: '',
      cueInMs: 0,
      cueOutMs: seconds * 1000,
      source: 'manual',
      startType: 'hard',
      anchorMs: at - hourStartsAt,
      transition: 'play',
      orderId: null,
      copyId: null,
      isHandEdited: true,
      why: null,
      note: '',
    }
  })
  await db.tx(async (tx) => {
    await replaceEntries(tx, log, drafts)
    await updateLog(tx, log.logId, { revision: log.revision + 1 })
  })
}

interface Range {
  planId: number
  from: number
  to: number
}

/** What jobs that came to their end have started, by plan: the ledger of jobs keeps it over a death. */
type Begun = Map<string, Range[]>

function processOn(planner: PlannerWorld, { db, begun }: { db: Db; begun: Begun }) {
  const deps = planner.open(db)
  const registry = createRegistry()
  const { jobs } = deps
  jobs.handle(ApplyPlan, async () => {})
  jobs.handle(UndoPlan, async () => {})
  const plans = createPlans(deps, registry)
  const audit = createAudit({ ...deps, log: deps.log, rightsChanged: () => {} })
  const publishing = { ...deps, plans, audit, talkOvers: async () => new Map<number, number>() }
  const check = worldCheck(publishing)
  registry.addExecutor(windowExecutor(publishing, check))
  registry.addExecutor(takeExecutor(publishing, check))
  registry.addExecutor(rowExecutor(publishing, check))
  registry.addOwner(publicationOwner(publishing))
  const airings = { ...publishing, attempts: createAttempts() }
  registry.addExecutor(repairExecutor({ ...airings, inTurn: (_connectionId, work) => work() }))
  registry.addOwner(repairOwner(airings))
  return { ...publishing, registry, begun, drafting: publishing }
}

type Process = ReturnType<typeof processOn>

async function carryOut(running: Process, planId: number): Promise<string> {
  const { db, plans } = running
  for (let round = 0; round < 40; round++) {
    const state = (await plans.find(db.read, planId))?.state ?? 'gone'
    if (state === 'draft') await db.tx((tx) => plans.apply(tx, planId, { actor: by.actor }))
    else if (state === 'applying' || state === 'undoing')
      await oneAttempt(running, planId, state === 'applying' ? 'apply' : 'undo')
    else return state
  }
  return 'never settled'
}

/** As the jobs of a plan do it; what may pass by itself is waited for. */
async function oneAttempt(running: Process, planId: number, direction: 'apply' | 'undo'): Promise<void> {
  const { db, clock } = running
  const begun = running.begun.get(`${direction} ${planId}`)
  const ranges: Range[] = [...(begun ?? [])]
  const job = {
    ...by,
    commit: <Made>(work: Parameters<Db['tx']>[0]) => db.tx(work) as Promise<Made>,
    progress: () => {},
    enqueue: (_contract: unknown, payload: Range) => void ranges.push(payload),
    snooze: () => {
      throw new Error('put off')
    },
  } as unknown as JobContext
  try {
    if (begun === undefined) {
      await startPlan(running, direction)({ planId: PlanId.parse(planId) }, job)
      running.begun.set(`${direction} ${planId}`, ranges)
    }
    for (const range of ranges) await executeRange(running, direction)({ ...range, planId: PlanId.parse(planId) }, job)
  } catch (error) {
    const isOver = error instanceof RejectedError || error instanceof ConflictError
    if (!isOver) {
      ;(clock as PlannerWorld['clock']).advance(15_000)
      return
    }
  }
  await db.tx((tx) => settlePlan(running, tx, { planId, direction }))
}
