import type { Db } from '../../../../db/db.ts'
import { ConflictError } from '../../../../kernel/errors.ts'
import type { CmsRef, ProgrammeCms } from '../../../programme/index.ts'
import { getStation } from '../../../stations/index.ts'
import type { Inbox } from '../../model.ts'
import type { Programme } from './match-file.ts'

export interface ProgrammeDeps {
  db: Db
  openCms(cms: CmsRef): Promise<ProgrammeCms>
}

/** @throws ConflictError `radio/no-cms` */
export function cmsOf({ cms }: Inbox): CmsRef {
  if (cms === null) throw new ConflictError('radio/no-cms')
  return cms
}

/**
 * All episodes and shows, each in one answer: a part of them would make an id in a name an id of nobody.
 * @throws what the CMS throws: one that does not answer has not said that there is no episode
 */
export async function programmeNow(deps: ProgrammeDeps, inbox: Inbox, signal: AbortSignal): Promise<Programme> {
  const cms = await deps.openCms(cmsOf(inbox))
  const { timeZone } = await getStation(deps.db.read, inbox.stationId)
  const { episodes } = await cms.listEpisodes({}, { signal })
  const shows = inbox.pattern?.includes('{show}') ? await cms.listShows(signal) : []
  return {
    byId: new Map(episodes.map((episode) => [episode.episodeId, episode])),
    shows: new Map(shows.map((show) => [show.showId, show])),
    timeZone,
  }
}

export interface RecentProgramme {
  (inbox: Inbox): Promise<Programme>
  /** What was read of a CMS holds no longer. */
  forget(cms: CmsRef): void
}

/** Of one look for all who ask meanwhile: whoever goes away ends it for nobody. */
const LOOK_MS = 2 * 60_000

/** For screens that look every few seconds; an import asks anew. */
export function recentProgramme(deps: ProgrammeDeps & { now: () => number }, keptMs = 30_000): RecentProgramme {
  const kept = new Map<number, { at: number; version: number; cms: CmsRef | null; programme: Promise<Programme> }>()
  const read = (inbox: Inbox): Promise<Programme> => {
    const { inboxId, version, cms } = inbox
    const known = kept.get(inboxId)
    if (known?.version === version && known.cms === cms && deps.now() - known.at < keptMs) return known.programme
    const mine = { at: deps.now(), version, cms, programme: programmeNow(deps, inbox, AbortSignal.timeout(LOOK_MS)) }
    kept.set(inboxId, mine)
    // One that failed is no answer for the next.
    mine.programme.catch(() => kept.get(inboxId) === mine && kept.delete(inboxId))
    return mine.programme
  }
  return Object.assign(read, {
    forget(changed: CmsRef) {
      for (const [inboxId, { cms }] of kept) if (cms === changed) kept.delete(inboxId)
    },
  })
}
