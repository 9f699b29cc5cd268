import type { Jobs } from '../../../jobs/index.ts'
import { AppError, NotFoundError } from '../../../kernel/errors.ts'
import { type BoundRoute, bindRoutes } from '../../../kernel/routes.ts'
import { audioTypeOf } from '../../../media/audio/content-type.ts'
import type { Roots } from '../../../transfer/index.ts'
import { getInbox } from '../inboxes.ts'
import { CheckAudio } from '../jobs.ts'
import { type InboxMemory, lookAtInbox } from '../look-at-inbox.ts'
import type { Inbox } from '../model.ts'
import { audioTroubles } from './audio/audio-policy.ts'
import { episodeInboxRoutes } from './contract.ts'
import { slotMsOf } from './matching/eligibility.ts'
import type { EpisodeFile } from './matching/judge-files.ts'
import { episodeModeOf, judgeInbox } from './matching/judge-inbox.ts'
import { fileNow, matchByHand, type MatchDeps } from './matching/match-by-hand.ts'
import type { Programme } from './matching/match-file.ts'
import { fold } from './matching/pattern.ts'
import type { RecentProgramme } from './matching/programme-now.ts'
import { findAudio, findOfFile } from './store.ts'
import { summaryOf } from './summary.ts'
import { sayWhy, toAudioView, toChoice, toHydrationView } from './views.ts'

export interface EpisodeRouteDeps extends MatchDeps {
  jobs: Jobs
  roots: Roots
  memory: InboxMemory
  recentProgramme: RecentProgramme
}

const CHOICES = 20

export function episodeRoutesOf(deps: EpisodeRouteDeps): BoundRoute[] {
  const { db, jobs } = deps
  const match = matchByHand(deps)
  return bindRoutes(episodeInboxRoutes, {
    match: async ({ params, body, actor, request, signal }) => {
      const by = { actor: actor.id, address: request.address, signal }
      return toHydrationView(await match(await getInbox(deps, params.inboxId), body, by))
    },
    findEpisodes: async ({ params, query }) => {
      const inbox = await getInbox(deps, params.inboxId)
      const { byId } = await deps.recentProgramme(inbox)
      return { items: choicesOf(byId, inbox, query.text) }
    },
    checkAudio: async ({ params, actor }) => {
      const { inboxId, path } = await getInbox(deps, params.inboxId)
      const options = { actor: actor.id, priority: 3, label: path }
      const { runId } = await db.tx((tx) => jobs.enqueue(tx, CheckAudio, { inboxId }, options))
      return { runId }
    },
    audio: async ({ params, query, signal }) => {
      const inbox = await getInbox(deps, params.inboxId)
      return audioOf(deps, inbox, { relPath: query.relPath, signal })
    },
    listen: async ({ params, query }) => {
      const inbox = await getInbox(deps, params.inboxId)
      const { relPath } = await fileNow(inbox, query.relPath)
      return { contentType: audioTypeOf(relPath), data: { folder: inbox.path, relPath } }
    },
    summary: async ({ params, signal }) => {
      const inbox = await getInbox(deps, params.inboxId)
      return summaryOf(db, inbox, () => judgeNow(deps, inbox, signal))
    },
  })
}

export async function judgeNow(deps: EpisodeRouteDeps, inbox: Inbox, signal: AbortSignal): Promise<EpisodeFile[]> {
  await deps.roots.requireOnline(inbox.rootId)
  const { files } = await lookAtInbox(inbox, deps.memory, { now: () => deps.clock.now(), signal })
  return judgeInbox(deps.db, inbox, { files, programme: await deps.recentProgramme(inbox) })
}

function choicesOf(byId: Programme['byId'], inbox: Inbox, text: string) {
  const wanted = text.split(/\s+/).map(fold).filter(Boolean)
  const found = [...byId.values()].filter((episode) => {
    const title = fold(episode.title)
    return text.trim() === episode.episodeId || wanted.every((word) => title.includes(word))
  })
  const choices = found.map((episode) => toChoice(episode, episodeModeOf(inbox)))
  return choices.toSorted((a, b) => Number(a.reason !== null) - Number(b.reason !== null)).slice(0, CHOICES)
}

async function audioOf(
  deps: EpisodeRouteDeps,
  inbox: Inbox,
  { relPath, signal }: { relPath: string; signal: AbortSignal },
) {
  const hydration = await findOfFile(deps.db.read, await fileNow(inbox, relPath))
  const audio = hydration?.sha256 ? await findAudio(deps.db.read, hydration.sha256) : undefined
  if (audio === undefined) throw new NotFoundError('radio/not-measured', { params: { name: relPath } })
  const judged = await judgeNow(deps, inbox, signal).catch((error: unknown) => {
    if (error instanceof AppError) return undefined
    throw error
  })
  const episode = judged?.find(({ file }) => file.relPath === relPath)?.episode
  const troubles = audioTroubles(audio.report, inbox.audio, episode === undefined ? null : slotMsOf(episode))
  // Without its episode nobody knows whether it fills its slot.
  if (judged === undefined) troubles.push({ code: 'radio/cms-unasked', params: {} })
  return { ...toAudioView(audio.report), peaks: [...audio.peaks], troubles: troubles.map(sayWhy) }
}
