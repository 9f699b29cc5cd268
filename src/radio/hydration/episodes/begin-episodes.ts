import type { Db } from '../../../db/db.ts'
import type { JobContext } from '../../../jobs/index.ts'
import { HydrateFile } from '../jobs.ts'
import type { InboxLook } from '../look-at-inbox.ts'
import type { Inbox } from '../model.ts'
import type { Copies } from './steps/copies.ts'
import type { EpisodeFile, EpisodeVerdict } from './matching/judge-files.ts'
import { judgeInbox } from './matching/judge-inbox.ts'
import { isByHand } from './model.ts'
import { programmeNow, type ProgrammeDeps } from './matching/programme-now.ts'
import { beginHydration, listUnfinishedIds, noteStillFailed } from './store.ts'

export interface BeginDeps extends ProgrammeDeps {
  db: Db
  copies: Copies
}

/** Rows at once: only database calls, and not for long. */
const CHUNK = 200

/**
 * One job for each file that is ready and whose episode takes it. Everything else is counted by what stands against it. What
 * failed before is tried again when a person asked for it; else it stays what this run leaves undone.
 */
export async function beginEpisodes(
  deps: BeginDeps,
  { inbox, look, connectionId }: { inbox: Inbox; look: InboxLook; connectionId: number },
  job: JobContext,
): Promise<Record<EpisodeVerdict, number>> {
  await deps.copies.sweep(await listUnfinishedIds(deps.db.read))
  const programme = await programmeNow(deps, inbox, job.signal)
  const matchedAt = job.clock.now()
  const judged = await judgeInbox(deps.db, inbox, { files: look.files, programme })
  const isAgain = isByHand(job.actor)
  const ready = judged.filter(isReady).filter(({ verdict }) => isAgain || verdict === 'ready')
  const left = judged.flatMap(({ verdict, hydration }) =>
    verdict === 'failed' && hydration !== undefined && !isAgain ? [hydration.hydrationId] : [],
  )
  for (let from = 0; from < left.length; from += CHUNK)
    await job.commit((tx) => noteStillFailed(tx, left.slice(from, from + CHUNK), job.runId))
  for (let from = 0; from < ready.length; from += CHUNK) {
    const some = ready.slice(from, from + CHUNK)
    const begun = await job.commit(async (tx) => {
      const rows: number[] = []
      for (const one of some) rows.push((await beginHydration(tx, factsOf(inbox, one), matchOf(one, job))).hydrationId)
      return rows
    })
    for (const [index, { file, episode, slotMs }] of some.entries()) {
      const payload = { hydrationId: begun[index] ?? 0, inboxId: inbox.inboxId, connectionId, slotMs, matchedAt }
      const work = { total: file.sizeBytes, unit: 'bytes' }
      job.enqueue(HydrateFile, { ...payload, episodeId: episode.episodeId }, { label: file.relPath, work })
    }
  }
  return countVerdicts(judged)
}

type ReadyFile = EpisodeFile &
  Required<Pick<EpisodeFile, 'episode' | 'by'>> & { episode: NonNullable<EpisodeFile['episode']> }

const isReady = (one: EpisodeFile): one is ReadyFile =>
  (one.verdict === 'ready' || one.verdict === 'failed') && one.episode !== undefined

const factsOf = ({ inboxId }: Inbox, { file }: EpisodeFile) => ({
  inboxId,
  relPath: file.relPath,
  identity: file.identity,
  sizeBytes: file.sizeBytes,
})

const matchOf = ({ episode, by }: ReadyFile, job: JobContext) => ({
  episodeId: episode.episodeId,
  episodeTitle: episode.title,
  by: by ?? ('id' as const),
  runId: job.runId,
  now: job.clock.now(),
})

export function countVerdicts(judged: readonly EpisodeFile[]): Record<EpisodeVerdict, number> {
  const counts: Record<EpisodeVerdict, number> = {
    ready: 0,
    waiting: 0,
    unmatched: 0,
    ambiguous: 0,
    ineligible: 0,
    failed: 0,
    'left-out': 0,
    empty: 0,
    'no-audio': 0,
    'left-alone': 0,
  }
  for (const { verdict } of judged) counts[verdict]++
  return counts
}
