import { findLiveJob, type Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import { instant } from '../../kernel/contract.ts'
import { type BoundRoute, bindRoutes, withEtag } from '../../kernel/routes.ts'
import { say } from '../../kernel/words.ts'
import { getStation } from '../stations/index.ts'
import { inboxRoutes, type InboxFileView, type InboxFiles, type InboxView } from './contract.ts'
import type { ImportDeps } from './import-inbox.ts'
import { addInbox, changeInbox, getInbox, type InboxDeps, listInboxes, removeInbox } from './inboxes.ts'
import { ImportInbox } from './jobs.ts'
import { type InboxLook, lookAtInbox } from './look-at-inbox.ts'
import { type Inbox, type InboxFile, LISTED_MOST } from './model.ts'

export type InboxRouteDeps = InboxDeps & ImportDeps & { jobs: Jobs; clock: Clock }

export function inboxRoutesOf(deps: InboxRouteDeps): BoundRoute[] {
  const { db, jobs } = deps
  const use = { add: addInbox(deps), change: changeInbox(deps), remove: removeInbox(deps) }
  const answer = async (inbox: Inbox) => withEtag(await toView(deps, inbox), String(inbox.version))
  return bindRoutes(inboxRoutes, {
    list: async () => ({ items: await Promise.all((await listInboxes(deps)).map((inbox) => toView(deps, inbox))) }),
    get: async ({ params }) => answer(await getInbox(deps, params.inboxId)),
    files: async ({ params, signal }) => filesOf(deps, await getInbox(deps, params.inboxId), signal),
    add: async ({ body, actor, request }) => answer(await use.add(body, { actor: actor.id, address: request.address })),
    change: async ({ params, body, actor, request }) => {
      const by = { actor: actor.id, address: request.address, ifMatch: request.ifMatch }
      return answer(await use.change(params.inboxId, body, by))
    },
    remove: async ({ params, actor, request }) => {
      await use.remove(params.inboxId, { actor: actor.id, address: request.address })
      return { removed: params.inboxId }
    },
    importFiles: async ({ params, actor }) => {
      const { inboxId, path } = await getInbox(deps, params.inboxId)
      const options = { actor: actor.id, priority: 2, label: path }
      const { runId } = await db.tx((tx) => jobs.enqueue(tx, ImportInbox, { inboxId }, options))
      return { runId }
    },
  })
}

async function toView(deps: InboxRouteDeps, inbox: Inbox): Promise<InboxView> {
  const station = await getStation(deps.db.read, inbox.stationId)
  return {
    inboxId: inbox.inboxId,
    stationId: inbox.stationId,
    stationName: station.name,
    path: inbox.path,
    typeCode: inbox.typeCode,
    isWatched: inbox.isWatched,
    settleSec: inbox.settleSec,
    runId: (await findLiveJob(deps.db.read, ImportInbox.kind, String(inbox.inboxId))) ?? null,
    createdAt: instant(inbox.createdAt),
    changedAt: instant(inbox.changedAt),
    etag: String(inbox.version),
  }
}

async function filesOf(deps: InboxRouteDeps, inbox: Inbox, signal: AbortSignal): Promise<InboxFiles> {
  await deps.roots.requireOnline(inbox.rootId)
  const options = { now: () => deps.clock.now(), signal }
  const { files, unreadable } = await lookAtInbox(inbox, deps.memory, options)
  return {
    items: files.toSorted(byUse).slice(0, LISTED_MOST).map(toFileView),
    counts: countsOf(files),
    total: files.length,
    unreadable,
  }
}

const ORDER: readonly InboxFile['verdict'][] = ['ready', 'waiting', 'empty', 'no-audio', 'left-alone']
const byUse = (a: InboxFile, b: InboxFile): number =>
  ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || (a.relPath < b.relPath ? -1 : 1)

function countsOf(files: InboxLook['files']): InboxFiles['counts'] {
  const ready = files.filter(({ verdict }) => verdict === 'ready').length
  const waiting = files.filter(({ verdict }) => verdict === 'waiting').length
  return { ready, waiting, left: files.length - ready - waiting }
}

const toFileView = ({ reason, modifiedAt, ...file }: InboxFile): InboxFileView => ({
  ...file,
  modifiedAt: instant(modifiedAt),
  reason: reason === null ? null : { code: reason, params: {}, text: say(`reason.${reason}`) },
})
