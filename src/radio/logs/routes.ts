import { instant } from '../../kernel/contract.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import { decodeCursor, pageFrom } from '../../kernel/paging.ts'
import { type BoundRoute, bindRoutes, withEtag, withVersion } from '../../kernel/routes.ts'
import { getStation } from '../stations/index.ts'
import { logRoutes } from './contract.ts'
import { type Caller, editorOf } from './caller.ts'
import type { LogDeps } from './deps.ts'
import { editLog } from './edit/edit-log.ts'
import { lockLog, unlockLog } from './edit/lock-log.ts'
import { redoLog, undoLog } from './edit/undo-log.ts'
import { findEntry, listUsesOfTrack } from './entries-store.ts'
import { fillRoutesOf } from './generate/fill-routes.ts'
import { generateDay, type GeneratedDay } from './generate/generate-day.ts'
import { daysBetween } from './generate/generate-range.ts'
import { copyLog, makeLog } from './generate/make-log.ts'
import { GenerateLogs } from './jobs.ts'
import type { Log } from './model.ts'
import type { GeneratedView } from './read/contract.ts'
import { findFits } from './read/find-fits.ts'
import { getLog, getLogOfDay } from './read/get-log.ts'
import { listDays } from './read/list-days.ts'
import { readDay } from './read/read-day.ts'
import { sayReason, toDayView, toLogView, toRevisionView, toWhyView } from './read/views.ts'
import { compareEntries } from './generate/compare-entries.ts'
import { listRevisions } from './revisions-store.ts'

type Handlers = Parameters<typeof bindRoutes<typeof logRoutes>>[1]

export const logRoutesOf = (deps: LogDeps): BoundRoute[] =>
  bindRoutes(logRoutes, { ...reading(deps), ...making(deps), ...fillRoutesOf(deps), ...editing(deps) })

function reading(deps: LogDeps): Pick<Handlers, 'list' | 'day' | 'get' | 'why' | 'fits' | 'uses'> {
  const { read } = deps.db
  return {
    list: async ({ params, query, actor }) => listDays(deps, params.stationId, { ...query, actor: actor.id }),
    day: async ({ params, query, ...call }) => {
      await getStation(read, params.stationId)
      return dayOf(deps, await getLogOfDay(read, params.stationId, params.airDate), { call, fresh: query.fresh })
    },
    get: async ({ params, query, ...call }) => dayOf(deps, await getLog(read, params.logId), { call, ...query }),
    why: async ({ params: { logId, entryId } }) => {
      const entry = await findEntry(read, logId, entryId)
      if (entry === undefined) throw new NotFoundError('radio/no-such-entry', { params: { entryId } })
      return toWhyView(entry)
    },
    fits: async ({ params, query, signal }) => {
      const { stationId } = await getLog(read, params.logId)
      const { byId, readAt } = await deps.tracks.read(stationId, signal)
      const items = findFits(byId.values(), query).map(({ track, lengthMs, leftMs }) => ({
        trackId: track.trackId,
        title: track.title,
        artist: track.artist,
        typeCode: track.typeCode,
        lengthMs,
        leftMs,
      }))
      return { items, readAt: instant(readAt) }
    },
    uses: async ({ params: { stationId }, query }) => {
      await getStation(read, stationId)
      const uses = await listUsesOfTrack(read, stationId, { ...query, from: deps.clock.now() })
      return { items: uses.map((use) => ({ ...use, startsAt: instant(use.startsAt) })) }
    },
  }
}

interface DayAsked {
  call: Caller
  fresh?: 'yes' | 'no'
  revision?: number | undefined
}

async function dayOf(deps: LogDeps, log: Log, { call, fresh, revision }: DayAsked) {
  const day = await readDay(deps, log, { signal: call.signal, isFresh: fresh === 'yes', revision })
  // Who holds it, what is at the playout and what time it is change without a revision.
  return withVersion(toDayView(day, call.actor.id), String(log.revision))
}

function making(deps: LogDeps): Pick<Handlers, 'make' | 'copy' | 'generate' | 'generateRange'> {
  const use = { make: makeLog(deps), copy: copyLog(deps), generate: generateDay(deps) }
  const answer = (log: Log, { actor }: Caller) =>
    withEtag(toLogView(log, { actor: actor.id, now: deps.clock.now() }), String(log.revision))
  return {
    make: async ({ params, body, ...call }) =>
      answer(await use.make(params.stationId, body.airDate, editorOf(call)), call),
    copy: async ({ params, body, ...call }) => answer(await use.copy(params.stationId, body, editorOf(call)), call),
    generate: async ({ params, body: { hours, seed, dryRun }, ...call }) => {
      const wish = { ...params, hours, seed, isDryRun: dryRun, by: editorOf(call), signal: call.signal }
      const seen = { actor: call.actor.id, now: deps.clock.now() }
      return toGeneratedView(await use.generate(wish), { isDryRun: dryRun, ...seen })
    },
    generateRange: async ({ params: { stationId }, body, actor }) => {
      await getStation(deps.db.read, stationId)
      daysBetween(body.from, body.to)
      const payload = { stationId, ...body }
      const { runId } = await deps.db.tx((tx) => deps.jobs.enqueue(tx, GenerateLogs, payload, { actor: actor.id }))
      return { runId }
    },
  }
}

function toGeneratedView(
  day: GeneratedDay,
  { isDryRun, actor, now }: { isDryRun: boolean; actor: string; now: number },
): GeneratedView {
  const { log, generated, seed, isChanged } = day
  const { added, removed, counts, kept } = compareEntries(day.before, day.after)
  const brief = ({ startsAt, title, typeCode, lengthMs }: (typeof added)[number]) => ({
    startsAt: instant(startsAt),
    title,
    typeCode,
    lengthMs,
  })
  return {
    log: log === null ? null : toLogView(log, { actor, now }),
    isDryRun,
    isChanged: isDryRun ? counts.add + counts.change + counts.remove > 0 : isChanged,
    counts,
    added: added.map(brief),
    removed: removed.map(brief),
    kept,
    unfilled: generated.unfilled.map(({ startsAt, endsAt, reason }) => ({
      startsAt: instant(startsAt),
      endsAt: instant(endsAt),
      reason: sayReason(reason),
    })),
    leftOut: generated.leftOut.map(({ slotKey, hourStartsAt, reason }) => ({
      slotKey,
      hourStartsAt: instant(hourStartsAt),
      reason: sayReason(reason),
    })),
    unplaced: generated.unplaced.map(({ orderId, plays, reason }) => ({ orderId, plays, reason: sayReason(reason) })),
    seed,
  }
}

function editing(deps: LogDeps): Pick<Handlers, 'edit' | 'undo' | 'redo' | 'revisions' | 'lock' | 'unlock'> {
  const use = {
    edit: editLog(deps),
    undo: undoLog(deps),
    redo: redoLog(deps),
    lock: lockLog(deps),
    unlock: unlockLog(deps),
  }
  const change = (call: Caller) => ({ by: editorOf(call), ifMatch: call.request.ifMatch })
  const seen = (log: Log, { actor }: Caller) => toLogView(log, { actor: actor.id, now: deps.clock.now() })
  return {
    edit: async ({ params, body, ...call }) => {
      const { log } = await use.edit(params.logId, body.edits, { ...change(call), signal: call.signal })
      return dayOf(deps, log, { call })
    },
    undo: async ({ params, body, ...call }) =>
      dayOf(deps, (await use.undo(params.logId, change(call), body.number)).log, { call }),
    redo: async ({ params, body: _body, ...call }) =>
      dayOf(deps, (await use.redo(params.logId, change(call))).log, { call }),
    revisions: async ({ params: { logId }, query: { cursor, limit } }) => {
      const { revision } = await getLog(deps.db.read, logId)
      const rows = await listRevisions(deps.db.read, logId, { before: decodeCursor(cursor), limit: limit + 1 })
      const { items, nextCursor } = pageFrom(rows, limit, ({ number }) => number)
      return { items: items.map((one) => toRevisionView(one, revision)), nextCursor }
    },
    lock: async ({ params, body, ...call }) => seen(await use.lock(params.logId, editorOf(call), body), call),
    unlock: async ({ params, ...call }) => {
      const isForced = call.actor.scopes.has('config:write')
      return seen(await use.unlock(params.logId, editorOf(call), { isForced }), call)
    },
  }
}
