import { findLiveJob, type Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import { instant, type Said } from '../../kernel/contract.ts'
import { AppError } from '../../kernel/errors.ts'
import { type BoundRoute, bindRoutes, withEtag } from '../../kernel/routes.ts'
import { sayError } from '../../kernel/words.ts'
import { getStation } from '../stations/index.ts'
import { unjudged, type EpisodeFile } from './episodes/matching/judge-files.ts'
import { judgeInbox } from './episodes/matching/judge-inbox.ts'
import { NO_POLICY } from './episodes/model.ts'
import type { EpisodeRouteDeps } from './episodes/routes.ts'
import { listReports, listVerifiedHydrations } from './episodes/store.ts'
import { toEpisodeFileView, toHydrationView } from './episodes/views.ts'
import { inboxRoutes, type InboxFileView, type InboxFiles, type InboxView } from './contract.ts'
import type { ImportDeps } from './import-inbox.ts'
import { addInbox, changeInbox, getInbox, type InboxDeps, listInboxes, removeInbox } from './inboxes.ts'
import { ImportInbox } from './jobs.ts'
import { lookAtInbox } from './look-at-inbox.ts'
import { type Inbox, type InboxFile, LISTED_MOST } from './model.ts'

export type InboxRouteDeps = InboxDeps & ImportDeps & EpisodeRouteDeps & { jobs: Jobs; clock: Clock }

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
    mode: inbox.mode,
    cmsConnectionId: station.cmsConnectionId,
    keepsProgramme: station.keepsProgramme,
    pattern: inbox.pattern,
    audio: inbox.audio,
    archiveFolder: inbox.archiveFolder,
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
  if (inbox.mode === 'tracks') return { ...listFiles(files.map(asTrack)), problem: null, done: [], unreadable }
  const { judged, problem } = await judgeOrSay(deps, inbox, files)
  const sums = judged.flatMap(({ hydration }) => hydration?.sha256 ?? [])
  const reports = await listReports(deps.db.read, [...new Set(sums)])
  const done = await listVerifiedHydrations(deps.db.read, inbox.inboxId, DONE_SHOWN)
  const items = judged.map((one) => toEpisodeFileView(one, { reports, policy: inbox.audio }))
  return { ...listFiles(items), problem, done: done.map(toHydrationView), unreadable }
}

/** A CMS that does not answer hides no file: each waits for it. */
async function judgeOrSay(
  deps: InboxRouteDeps,
  inbox: Inbox,
  files: readonly InboxFile[],
): Promise<{ judged: EpisodeFile[]; problem: Said | null }> {
  try {
    const programme = await deps.recentProgramme(inbox)
    return { judged: await judgeInbox(deps.db, inbox, { files, programme }), problem: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const why = { code: 'radio/cms-unasked', params: {} }
    const waits = (file: InboxFile): InboxFile => (file.verdict === 'ready' ? { ...file, verdict: 'waiting' } : file)
    const judged = files.map((file) => ({ ...unjudged(waits(file)), ...(file.verdict === 'ready' ? { why } : {}) }))
    return { judged, problem: sayError(error) }
  }
}

function listFiles(items: InboxFileView[]): Pick<InboxFiles, 'items' | 'counts' | 'total'> {
  const countOf = (wanted: InboxFileView['verdict']): number => items.filter(({ verdict }) => verdict === wanted).length
  const [ready, failed, waiting] = [countOf('ready'), countOf('failed'), countOf('waiting')]
  return {
    items: items.toSorted(byUse).slice(0, LISTED_MOST),
    counts: { ready, failed, waiting, left: items.length - ready - failed - waiting },
    total: items.length,
  }
}

const ORDER: readonly InboxFileView['verdict'][] = [
  'failed',
  'ambiguous',
  'unmatched',
  'ready',
  'waiting',
  'ineligible',
  'left-out',
  'empty',
  'no-audio',
  'left-alone',
]
const byUse = (a: InboxFileView, b: InboxFileView): number =>
  ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || (a.relPath < b.relPath ? -1 : 1)

const DONE_SHOWN = 20

const asTrack = (file: InboxFile): InboxFileView =>
  toEpisodeFileView(unjudged(file), { reports: new Map(), policy: NO_POLICY })
