import { carry, deliver, isFinal } from '../airings/deliver.ts'
import type { Doer, PlannerDeps } from '../deps.ts'
import { showFields, TELL_CMS_SHOW } from '../effects/tell-cms-show.ts'
import type { CmsRef } from '../../programme/index.ts'
import type { Airing } from '../model.ts'

type NamedDoer = Doer & { placeName: string }

/**
 * Where a show has no number of the playout in the CMS yet, the one that was made or found for it is written there, so that
 * it stays the same show when its title changes. A refusal stands at its delivery: the airing is in line without it.
 * @throws what stands in the way for now
 */
export async function syncCmsShow(deps: PlannerDeps, airing: Airing, by: NamedDoer): Promise<void> {
  const { cms, isShowOfCms, showId, playoutShowId } = airing
  if (cms === null || !isShowOfCms || playoutShowId === null) return
  const known = (await deps.reads.read(cms, 'cmsShows')).find((show) => show.showId === showId)
  if (known !== undefined && known.playoutShowId !== null) return
  const show = await (await deps.outside.cms(cms)).findShow(showId, by.signal)
  if (show?.playoutShowId !== null) return
  const number = { cms, showId, playoutShowId: String(playoutShowId), title: airing.showTitle }
  try {
    await writeNumber(deps, { ...number, subject: `station:${airing.stationId}` }, by)
  } catch (error) {
    if (!isFinal(error)) throw error
  } finally {
    deps.reads.forget(cms, 'cmsShows')
  }
}

interface ShowNumber {
  cms: CmsRef
  showId: string
  playoutShowId: string
  title: string
  subject: string
}

async function writeNumber(deps: PlannerDeps, number: ShowNumber, by: NamedDoer): Promise<void> {
  const { cms, showId, playoutShowId, title, subject } = number
  for (let version = 1; ; version++) {
    const key = `radio:cms:${cms}:show:${showId}:${version}`
    const former = await deps.deliveries.findByKey(key)
    if (former?.state === 'rejected') return
    // What was written before, and is not there any more, was emptied since.
    if (former?.state === 'undone' || former?.state === 'verified') continue
    if (former !== undefined) return void (await carry(deps, former.deliveryId, by))
    const params = { cms, showId, playoutShowId }
    const effect = { kind: TELL_CMS_SHOW, cms, place: by.placeName, label: title, subject, params }
    await deliver(deps, { key, by, make: async () => ({ ...effect, meant: showFields(params) }) })
    return
  }
}
