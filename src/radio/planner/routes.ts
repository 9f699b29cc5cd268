import { type BodyOf, instant } from '../../kernel/contract.ts'
import { AppError, InvalidInputError } from '../../kernel/errors.ts'
import { decodeCursor, pageFrom } from '../../kernel/paging.ts'
import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { sayCode } from '../../kernel/words.ts'
import { getStation, type Station } from '../stations/index.ts'
import { type Attempts, type Ended, WELL } from './airings/attempts.ts'
import {
  type AiringView,
  type CheckView,
  type PlannedView,
  plannerRoutes,
  type RangeDraft,
  type RangeOperation,
  type Wish,
} from './contract.ts'
import type { Doer } from './deps.ts'
import type { RangeItem } from './ranges/diff-range.ts'
import { copyWeek, type DraftDeps, type Drafted, draftRange } from './ranges/draft-range.ts'
import type { AiringWish, Slot } from './model.ts'
import { draftChanges } from './ranges/draft-changes.ts'
import type { Change } from './ranges/diff-changes.ts'
import { needAiring } from './airings/need-airing.ts'
import { readPalette, readShows } from './calendar/palette.ts'
import { type Asked, type Checked, checkWish, moveAiring, planAiring, unplanAiring } from './airings/plan-airing.ts'
import { repairAiring } from './airings/repair-airing.ts'
import { listAirings } from './store.ts'
import { readRebroadcasts, sayReason, sayWarning, toAiringView, toConflictView, toFitView } from './calendar/views.ts'
import { readWeek } from './calendar/week.ts'

export interface PlannerRouteDeps extends DraftDeps {
  attempts: Attempts
}

/** Callers wait so long for the playout; then it goes on without them. */
const LONGEST_WAIT_MS = 25_000

const toWish = ({ startsAt, endsAt, ...what }: Wish): AiringWish => ({
  ...what,
  startsAt: Date.parse(startsAt),
  endsAt: Date.parse(endsAt),
})

type ChangeBody = BodyOf<(typeof plannerRoutes)['routes']['draftChanges']>['changes'][number]

function toChange(change: ChangeBody): Change {
  if (change.do === 'unplan') return change
  const slot = { startsAt: Date.parse(change.startsAt), endsAt: Date.parse(change.endsAt) }
  if (change.do === 'move') return { do: 'move', airingId: change.airingId, slot }
  const { do: what, ...wish } = change
  return { do: what, wish: toWish(wish) }
}

const doer = (actor: { id: string }, signal: AbortSignal): Doer => ({ actor: actor.id, signal })

export function plannerRoutesOf(deps: PlannerRouteDeps): BoundRoute[] {
  const { db } = deps
  const stationOf = (stationId: number) => getStation(db.read, stationId)
  return bindRoutes(plannerRoutes, {
    week: async ({ params, query, signal }) => {
      const { start, days, fresh } = query
      return readWeek(deps, await stationOf(params.stationId), { start, days, isFresh: fresh === 'yes', signal })
    },
    palette: async ({ params, query }) => {
      const { cursor, ...wish } = query
      return readPalette(deps, await stationOf(params.stationId), { ...wish, after: decodeCursor(cursor) })
    },
    shows: async ({ params }) => ({ items: await readShows(deps, await stationOf(params.stationId)) }),
    check: async ({ params, body, signal }) => checkOf(deps, await stationOf(params.stationId), { body, signal }),
    plan: async ({ params, body, actor, signal }) => {
      const station = await stationOf(params.stationId)
      return settled(deps, signal, await planAiring(deps, station, { ...toWish(body), by: doer(actor, signal) }))
    },
    listAirings: async ({ params, query }) => {
      const { cursor, limit, ...filter } = query
      await stationOf(params.stationId)
      const rows = await listAirings(db.read, params.stationId, {
        ...filter,
        before: decodeCursor(cursor),
        limit: limit + 1,
      })
      const page = pageFrom(rows, limit, ({ airingId }) => airingId)
      const context = { now: deps.clock.now(), rebroadcasts: await readRebroadcasts(db.read, params.stationId) }
      return { items: page.items.map((airing) => toAiringView(airing, context)), nextCursor: page.nextCursor }
    },
    getAiring: async ({ params }) => viewOf(deps, params.airingId),
    move: async ({ params, body, actor, signal }) => {
      const { startsAt, endsAt } = toWish(body)
      return settled(
        deps,
        signal,
        await moveAiring(deps, params.airingId, { startsAt, endsAt, by: doer(actor, signal) }),
      )
    },
    unplan: async ({ params, actor, signal }) =>
      settled(deps, signal, await unplanAiring(deps, params.airingId, doer(actor, signal))),
    repair: async ({ params, actor, signal }) =>
      settled(deps, signal, await repairAiring(deps, params.airingId, doer(actor, signal))),
    planRange: async ({ params, body, actor, signal }) => {
      const { startsAt, endsAt } = toWish(body)
      const range = { startsAt, endsAt }
      const wishes = { range, mode: body.mode, wishes: body.airings.map(toWish), by: doer(actor, signal) }
      return toRangeDraft(await draftRange(deps, await stationOf(params.stationId), wishes))
    },
    draftChanges: async ({ params, body, actor, signal }) => {
      const wish = { changes: body.changes.map(toChange), by: doer(actor, signal) }
      return toRangeDraft(await draftChanges(deps, await stationOf(params.stationId), wish))
    },
    copyWeek: async ({ params, body, actor, signal }) => {
      if (body.from === body.to) throw new InvalidInputError('radio/same-week', {})
      return toRangeDraft(await copyWeek(deps, params.stationId, { ...body, by: doer(actor, signal) }))
    },
  })
}

type CheckBody = BodyOf<(typeof plannerRoutes)['routes']['check']>

async function checkOf(
  deps: PlannerRouteDeps,
  station: Station,
  { body: { airingId, inPlaceOf, ...body }, signal }: { body: CheckBody; signal: AbortSignal },
): Promise<CheckView> {
  const moving = airingId === undefined ? undefined : await needAiring(deps, airingId)
  const wish = { ...toWish(body), inPlaceOf, signal, moving }
  return toCheckView(await checkWish(deps, station, wish), moving?.airingId)
}

async function viewOf(deps: PlannerRouteDeps, airingId: number) {
  const airing = await needAiring(deps, airingId)
  const rebroadcasts = await readRebroadcasts(deps.db.read, airing.stationId)
  return toAiringView(airing, { now: deps.clock.now(), rebroadcasts })
}

/** Answers when the attempt that was asked for has ended, or after a while. */
async function settled(deps: PlannerRouteDeps, signal: AbortSignal, asked: Asked): Promise<PlannedView> {
  const { airingId } = asked.airing
  const ended = asked.jobId === undefined ? WELL : await nextEnd(deps, signal, airingId)
  const airing = await viewOf(deps, airingId)
  const error = ended?.error
  const isSettled = ended !== undefined && isInLine(airing)
  return {
    airing,
    outcome: asked.outcome,
    isSettled,
    problem: error === undefined ? null : toSaid(error),
    stoppedAt: ended?.step ?? null,
    planId: asked.planId ?? null,
  }
}

const isInLine = ({ state, needsRepair }: Pick<AiringView, 'needsRepair'> & { state: string }): boolean =>
  !needsRepair && state !== 'planned' && state !== 'cancelling'

/** The attempt may be over before anybody waits for it. */
async function nextEnd(deps: PlannerRouteDeps, signal: AbortSignal, airingId: number): Promise<Ended | undefined> {
  const over = new AbortController()
  const wait = { ms: LONGEST_WAIT_MS, signal: AbortSignal.any([signal, over.signal]) }
  const next = deps.attempts.next(airingId, wait)
  if (!isInLine(await needAiring(deps, airingId))) return next
  over.abort()
  return WELL
}

const toSaid = (error: unknown) =>
  error instanceof AppError ? sayCode(error.code, error.params) : sayCode('internal/unexpected', {})

function toCheckView(checked: Checked, movingId: number | undefined): CheckView {
  const { wish, same, conflicts, refusal } = checked
  const isPossible = same !== undefined || (conflicts.length === 0 && refusal === undefined)
  const done = movingId === undefined ? 'plan' : 'move'
  return {
    isPossible,
    outcome: same !== undefined ? 'idempotent' : isPossible ? done : 'refused',
    airingId: same?.airingId ?? movingId ?? null,
    fit: toFitView(checked.fit),
    conflicts: conflicts.map(toConflictView),
    refusal: sayReason(refusal),
    warnings: checked.warnings.map(sayWarning),
    startsAt: instant(wish.startsAt),
    endsAt: instant(wish.endsAt),
    title: wish.title,
    makes: checked.makes,
  }
}

const fromOf = ({ startsAt, endsAt }: Slot) => ({ startsAt: instant(startsAt), endsAt: instant(endsAt) })

function toRangeOperation(item: RangeItem): RangeOperation {
  const { resolved, airing, wish } = item
  return {
    action: item.action,
    startsAt: instant(item.startsAt),
    endsAt: instant(item.endsAt),
    from: item.action === 'move' && airing !== undefined ? fromOf(airing) : null,
    title: resolved?.title ?? airing?.title ?? wish?.episodeId ?? '',
    episodeId: resolved?.episodeId ?? airing?.episodeId ?? wish?.episodeId ?? null,
    trackId: resolved?.trackId ?? airing?.trackId ?? wish?.trackId ?? null,
    showId: resolved?.showId ?? airing?.showId ?? wish?.showId ?? null,
    airingId: airing?.airingId ?? null,
    fit: item.fit === undefined ? null : toFitView(item.fit),
    conflicts: item.conflicts.map(toConflictView),
    reason: sayReason(item.reason),
  }
}

function toRangeDraft({ planId, items, computedInMs }: Drafted): RangeDraft {
  const counts = { add: 0, move: 0, keep: 0, remove: 0, left: 0 }
  for (const { action } of items) counts[action]++
  return { planId, counts, operations: items.map(toRangeOperation), computedInMs }
}
