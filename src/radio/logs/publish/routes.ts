import { instant, instantOrNull } from '../../../kernel/contract.ts'
import { ConflictError, NotFoundError } from '../../../kernel/errors.ts'
import { decodeCursor, pageFrom } from '../../../kernel/paging.ts'
import { type Actor, type BoundRoute, bindRoutes, requireScope } from '../../../kernel/routes.ts'
import { say, sayCode } from '../../../kernel/words.ts'
import { findLog } from '../store.ts'
import { type PublicationView, type PublishPreview, publishRoutes, type PublishStarted } from './contract.ts'
import { type DraftDeps, draftPublication, type Preview } from './draft-publication.ts'
import type { Reason, RowChanges, Stopper, TalkOver } from './model.ts'
import { dataOf } from './publish-deps.ts'
import { PUBLISH_LOG, TAKE_OVER_SCOPE } from './publish-kinds.ts'
import { listPublications, type Publication, type PublicationState } from './store.ts'

interface Asked {
  hour?: string | undefined
  acceptedGaps: readonly string[]
  takeOver: readonly number[]
}

interface Caller {
  logId: number
  actor: Actor
  signal: AbortSignal
}

/** Others' rows are removed by who may remove rows at all. */
async function draftFor(deps: DraftDeps, { logId, hour, acceptedGaps, takeOver, actor, signal }: Asked & Caller) {
  if (takeOver.length > 0) requireScope(actor, TAKE_OVER_SCOPE)
  return draftPublication(deps, {
    logId,
    hourStartsAt: hour === undefined ? null : Date.parse(hour),
    acceptedGaps: new Set(acceptedGaps.map((at) => Date.parse(at))),
    takeOver: new Set(takeOver),
    actor: actor.id,
    signal,
  })
}

export function publishRoutesOf(deps: DraftDeps): BoundRoute[] {
  const { db } = deps
  return bindRoutes(publishRoutes, {
    preview: async ({ params, body, actor, signal }) =>
      toPreview(await draftFor(deps, { ...params, ...body, actor, signal })),
    publish: async ({ params, body, actor, signal }) =>
      body.planId === undefined
        ? publishNow(deps, await draftFor(deps, { ...params, ...body, actor, signal }), actor.id)
        : publishPlan(deps, { planId: body.planId, logId: params.logId, actor }),
    list: async ({ params, query: { cursor, limit } }) => {
      if ((await findLog(db.read, params.logId)) === undefined)
        throw new NotFoundError('radio/no-such-log', { params: { logId: params.logId } })
      const found = await listPublications(db.read, params.logId, { before: decodeCursor(cursor), limit: limit + 1 })
      return pageFrom(found.map(toPublication), limit, ({ publicationId }) => publicationId)
    },
  })
}

/** @throws ConflictError `radio/log-stopped` naming the first thing that stops it */
export async function publishNow(deps: DraftDeps, preview: Preview, actor: string): Promise<PublishStarted> {
  const [first] = preview.stoppers
  const { counts } = toPreview(preview)
  if (first !== undefined)
    throw new ConflictError('radio/log-stopped', {
      params: {
        count: preview.stoppers.length,
        at: instant(first.at),
        errorCode: first.code,
        problem: sayCode(first.code, first.params).text,
      },
    })
  const { planId } = preview
  if (planId === null) return { planId, runId: null, counts }
  const { runId } = await deps.db.tx((tx) => deps.plans.apply(tx, planId, { actor }))
  return { planId, runId, counts }
}

async function publishPlan(
  deps: DraftDeps,
  { planId, logId, actor }: { planId: number; logId: number; actor: Actor },
): Promise<PublishStarted> {
  const plan = await deps.plans.find(deps.db.read, planId)
  if (plan?.kind !== PUBLISH_LOG || plan.subject !== `log:${logId}`)
    throw new NotFoundError('plans/no-such-plan', { params: { planId } })
  const { takeCount } = dataOf(plan)
  if (takeCount > 0) requireScope(actor, TAKE_OVER_SCOPE)
  const { runId } = await deps.db.tx((tx) => deps.plans.apply(tx, planId, { actor: actor.id }))
  const operations = await deps.plans.operationsOf(deps.db.read, planId)
  const count = (act: string): number => operations.filter(({ params }) => params['act'] === act).length
  const none = { replace: 0, keep: 0, tooLate: 0, windows: 0, foreign: 0, inTheWay: 0, changedOutside: 0 }
  return { planId, runId, counts: { ...none, add: count('add'), remove: count('remove'), takeOver: takeCount } }
}

export function toPreview(preview: Preview): PublishPreview {
  const { log, scope, stoppers, changes, readAt } = preview
  const shown = showChanges(changes)
  const count = (act: string): number => shown.filter((one) => one.act === act).length
  return {
    logId: log.logId,
    airDate: log.airDate,
    revision: log.revision,
    scope: { startsAt: instant(scope.from), endsAt: instant(scope.to), isWholeDay: scope.isWholeDay },
    stoppers: stoppers.map(toStopper),
    counts: {
      add: count('add'),
      replace: count('replace'),
      remove: count('remove'),
      keep: changes.keep.filter(({ startsAt }) => startsAt >= scope.from && startsAt < scope.to).length,
      tooLate: changes.tooLate.length,
      windows: preview.newWindowCount,
      foreign: preview.foreignCount,
      inTheWay: preview.inTheWay.length,
      takeOver: preview.taken.length,
      changedOutside: preview.changedOutside.length,
    },
    changes: shown,
    notes: preview.talkOvers.map(toNote),
    inTheWay: inTheWayOf(preview),
    readAt: instant(readAt),
    planId: preview.planId,
  }
}

function toNote({ at, entryId, title, next, overMs }: TalkOver): PublishPreview['notes'][number] {
  const params = { title, next, seconds: Math.round(overMs / 100) / 10 }
  return { code: 'talk-over-apart', params, text: say('reason.talk-over-apart', params), at: instant(at), entryId }
}

const NAMED = 500

function inTheWayOf({ inTheWay, taken }: Preview): PublishPreview['inTheWay'] {
  const takenIds = new Set(taken.map(({ rowId }) => rowId))
  return inTheWay
    .filter(({ rowId }, index) => index < NAMED || takenIds.has(rowId))
    .map(({ rowId, startsAt, endsAt, title, show, madeBy, refusal }) => ({
      rowId,
      startsAt: instant(startsAt),
      endsAt: instant(endsAt),
      title,
      show,
      madeBy,
      isTaken: takenIds.has(rowId),
      refusal: refusal === null ? null : saidOf(refusal),
    }))
}

/** A place for a voice track may have no title. */
const named = ({ params }: Pick<Stopper, 'params'>): Stopper['params'] =>
  params['title'] === '' ? { ...params, title: say('daylog.untitled') } : params

const toStopper = ({ at, entryId, code, ...told }: Stopper) => ({
  ...sayCode(code, named(told)),
  params: { ...named(told) },
  at: instant(at),
  entryId,
  canAccept: code === 'radio/dead-air' || code === 'radio/silence-at-seam',
})

/** One that goes and one that comes at the same time are one change. */
function showChanges({ add, remove }: RowChanges): PublishPreview['changes'] {
  const leaving = new Map(remove.map((row) => [row.startsAt, row]))
  const coming = add.map((row) => {
    const before = leaving.get(row.startsAt)
    leaving.delete(row.startsAt)
    return {
      ...row,
      act: before === undefined ? ('add' as const) : ('replace' as const),
      before: before?.title ?? null,
    }
  })
  const going = [...leaving.values()].map((row) => ({ ...row, act: 'remove' as const, before: row.title }))
  return [...coming, ...going]
    .toSorted((a, b) => a.startsAt - b.startsAt)
    .map(({ act, startsAt, endsAt, title, entryId, before }) => ({
      act,
      startsAt: instant(startsAt),
      endsAt: instant(endsAt),
      title,
      entryId,
      before,
    }))
}

const STANDS: Readonly<Record<PublicationState, PublicationView['stands']>> = {
  planned: 'old',
  publishing: 'unknown',
  verified: 'new',
  restoring: 'unknown',
  restored: 'old',
  undoing: 'unknown',
  undone: 'old',
  mixed: 'neither',
  discarded: 'old',
}

const saidOf = ({ code, params }: Reason) => ({ ...sayCode(code, params), params: { ...params } })

const toPublication = (one: Publication): PublicationView => ({
  publicationId: one.publicationId,
  logId: one.logId,
  revision: one.revision,
  planId: one.planId,
  scope: { startsAt: instant(one.from), endsAt: instant(one.to), isWholeDay: one.isWholeDay },
  state: one.state,
  stands: STANDS[one.state],
  addCount: one.addCount,
  removeCount: one.removeCount,
  keepCount: one.keepCount,
  takeCount: one.takeCount,
  reason: one.reason === null ? null : saidOf(one.reason),
  madeBy: one.madeBy,
  madeAt: instant(one.madeAt),
  settledAt: instantOrNull(one.settledAt),
})
