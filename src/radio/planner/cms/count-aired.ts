import { NotFoundError } from '../../../kernel/errors.ts'
import { type AiredFacts, type CmsRef, connectionIn } from '../../programme/index.ts'
import { carry, isFinal, takeBack } from '../airings/deliver.ts'
import type { Doer, PlannerDeps } from '../deps.ts'
import { airedFields, TELL_AIRED } from '../effects/tell-aired.ts'
import type { Airing } from '../model.ts'
import { listOfEpisode, updateAiring } from '../store.ts'

type NamedDoer = Doer & { placeName: string }

/**
 * Tells the CMS of an airing that was on air by the playout's own word, once. Airings of the episode whose telling was
 * refused before are told with it. A refusal stands at its delivery: the airing is in line without it.
 * @throws what stands in the way for now
 */
export async function countAired(deps: PlannerDeps, airing: Airing, by: NamedDoer): Promise<void> {
  const { cms, episodeId, state } = airing
  if (state !== 'aired' || cms === null || episodeId === null) return
  if (!(await deps.outside.aired(cms)).isTold) return
  try {
    if (airing.cmsDeliveryId !== null) {
      const told = await deps.deliveries.find(airing.cmsDeliveryId)
      if (told === undefined || told.state === 'verified') return
      if (told.state !== 'rejected' && told.state !== 'undone') return void (await carry(deps, told.deliveryId, by))
    }
    await tellOf(deps, { airing, cms, episodeId }, by)
  } catch (error) {
    if (!isFinal(error)) throw error
  }
}

interface Of {
  airing: Airing
  cms: CmsRef
  episodeId: string
}

async function tellOf(deps: PlannerDeps, { airing, cms, episodeId }: Of, by: NamedDoer): Promise<void> {
  const airings = [airing, ...(await refusedBefore(deps, { airing, cms, episodeId }, by))]
  const before = await (await deps.outside.aired(cms)).find(episodeId, by.signal)
  if (before === undefined) throw new NotFoundError('radio/no-such-episode', { params: { episodeId } })
  const after = afterAiring(before, airings)
  const key = await freeKey(deps, airing.airingId)
  const { actor, runId = null, jobId = null } = by
  const deliveryId = await deps.db.tx(async (tx) => {
    const { delivery } = await deps.deliveries.plan(tx, {
      kind: TELL_AIRED,
      key,
      actor,
      runId,
      jobId,
      connectionId: connectionIn(cms),
      target: cms,
      place: by.placeName,
      label: airing.title,
      subject: `airing:${airing.airingId}`,
      params: { cms, episodeId, before, after },
      meant: airedFields(after),
    })
    for (const { airingId } of airings)
      await updateAiring({ tx, now: deps.clock.now() }, airingId, { cmsDeliveryId: delivery.deliveryId })
    return delivery.deliveryId
  })
  await carry(deps, deliveryId, by)
}

/** Those of the episode that were never told, because the CMS refused; their deliveries are given up. */
async function refusedBefore(deps: PlannerDeps, { airing, cms, episodeId }: Of, by: Doer) {
  const refused: Airing[] = []
  for (const one of await listOfEpisode(deps.db.read, cms, episodeId)) {
    if (one.state !== 'aired' || one.cmsDeliveryId === null) continue
    const told = await deps.deliveries.find(one.cmsDeliveryId)
    if (told?.state !== 'rejected' && told?.state !== 'undone') continue
    if (told.state === 'rejected') await takeBack(deps, told.deliveryId, by)
    if (one.airingId !== airing.airingId) refused.push(one)
  }
  return refused
}

async function freeKey(deps: PlannerDeps, airingId: number): Promise<string> {
  for (let version = 1; ; version++) {
    const key = `radio:airing:${airingId}:aired:${version}`
    if ((await deps.deliveries.findByKey(key)) === undefined) return key
  }
}

const plus = (count: number | null, more: number): number => (count ?? 0) + more

/** The first time stays what it is; only what the CMS has a field for is written. */
function afterAiring(before: AiredFacts, airings: readonly Airing[]): AiredFacts {
  const { firstAiredAt, lastAiredAt, plays, airCount } = before
  const firstAt = Math.min(...airings.map(({ startsAt }) => startsAt))
  const lastAt = Math.max(lastAiredAt ?? 0, ...airings.map(({ endsAt }) => endsAt))
  return {
    ...(firstAiredAt === undefined ? {} : { firstAiredAt: firstAiredAt ?? firstAt }),
    ...(lastAiredAt === undefined ? {} : { lastAiredAt: lastAt }),
    ...(plays === undefined ? {} : { plays: plus(plays, airings.length) }),
    ...(airCount === undefined ? {} : { airCount: plus(airCount, airings.length) }),
  }
}
