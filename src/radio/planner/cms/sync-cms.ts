import { carry, deliver, takeBack } from '../airings/deliver.ts'
import type { Doer, PlannerDeps } from '../deps.ts'
import { type CmsAiring, cmsFields, TELL_CMS } from '../effects/tell-cms.ts'
import type { Airing } from '../model.ts'
import { findAiring, listOfEpisode, updateAiring } from '../store.ts'

/** Words of the CMS for what becomes of an episode. */
const QUEUED = 'queued'
const SCHEDULED = 'scheduled'
const AIRED = 'aired'

const NOTHING: CmsAiring = {
  airStatus: QUEUED,
  scheduledAt: null,
  scheduledEndAt: null,
  showWindowId: null,
  playoutRowId: null,
}

/** A CMS has room for one airing: the next one, or the last when none comes any more. */
export function shownAiring(airings: readonly Airing[], now: number): CmsAiring {
  const standing = airings.filter(({ state }) => state === 'verified')
  const airing = standing.find(({ endsAt }) => endsAt > now) ?? airings.findLast(({ state }) => state === 'aired')
  if (airing === undefined) return NOTHING
  return {
    airStatus: airing.state === 'aired' ? AIRED : SCHEDULED,
    scheduledAt: airing.startsAt,
    scheduledEndAt: airing.endsAt,
    showWindowId: airing.windowId === null ? null : String(airing.windowId),
    playoutRowId: airing.rowId === null ? null : String(airing.rowId),
  }
}

const MOST_VERSIONS = 50

/**
 * Brings the CMS's view of an episode in line. What it was to be told before, and is not true any more, is given up.
 * @throws what the CMS said, or that it did not keep what it took
 */
export async function syncCms(deps: PlannerDeps, airing: Airing, by: Doer & { placeName: string }): Promise<void> {
  const { cms, episodeId, airingId } = airing
  if (cms === null || episodeId === null) return
  const wanted = shownAiring(await listOfEpisode(deps.db.read, cms, episodeId), deps.clock.now())
  const meant = cmsFields(wanted)
  for (let version = airing.cmsRound; version < airing.cmsRound + MOST_VERSIONS; version++) {
    const key = `radio:airing:${airingId}:cms:${version}`
    const former = await deps.deliveries.findByKey(key)
    const isSame = former !== undefined && JSON.stringify(former.meant) === JSON.stringify(meant)
    const isOpen = former !== undefined && former.state !== 'rejected' && former.state !== 'undone'
    if (isSame && isOpen) return void (await carry(deps, former.deliveryId, by))
    if (former !== undefined) {
      if (former.state === 'planned' || former.state === 'rejected') await takeBack(deps, former.deliveryId, by)
      continue
    }
    await deps.db.tx(async (tx) => {
      if ((await findAiring(tx, airingId))?.cmsRound !== version)
        await updateAiring({ tx, now: deps.clock.now() }, airingId, { cmsRound: version })
    })
    const make = async () => ({
      kind: TELL_CMS,
      cms,
      place: by.placeName,
      label: airing.title,
      subject: `airing:${airingId}`,
      params: { cms, episodeId, airing: wanted },
      meant,
    })
    await deliver(deps, { key, by, make })
    return
  }
}
