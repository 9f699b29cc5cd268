import { instant } from '../../kernel/contract.ts'
import { ConflictError, InvalidInputError, RejectedError, UnavailableError } from '../../kernel/errors.ts'
import { type AiringView, type PlannedView, plannerRoutes } from '../../radio/planner/contract.ts'
import type { AliasTable, Ask } from '../alias.ts'
import { problemMembers } from './codes.ts'
import { scheduleRoutes } from './contract.ts'
import { stationOf } from '../station-of.ts'

const { routes } = plannerRoutes

const WITH_OFFSET = /(Z|[+-]\d{2}:?\d{2})$/i

/** However it is spelled: what counts is the instant. */
function instantOf(text: string): string {
  const ms = WITH_OFFSET.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isFinite(ms)) throw new InvalidInputError('radio/bad-instant', { params: { text: text.slice(0, 60) } })
  return instant(ms)
}

const CMS_NOT_TOLD = 'PAYLOAD_UPDATE_FAILED'
const isAtPlayout = ({ state }: AiringView): boolean => state === 'verified' || state === 'airing'

/** @throws what kept it from the playout; that the CMS was not told is a warning only */
function warningOf({ airing, problem, isSettled, stoppedAt }: PlannedView): { warning?: string } {
  const params = { airingId: airing.airingId, problem: problem?.text ?? '', step: stoppedAt }
  if (isAtPlayout(airing)) return isSettled ? {} : { warning: CMS_NOT_TOLD }
  if (problem?.code === 'radio/slot-overlap' || problem?.code === 'radio/track-overlap')
    throw new ConflictError(problem.code, { params: problem.params })
  if (airing.state === 'cancelled') throw new RejectedError('radio/plan-refused', { params })
  throw new UnavailableError('radio/plan-goes-on', { params })
}

export const scheduleAliases: AliasTable<typeof scheduleRoutes> = {
  table: scheduleRoutes,
  handlers: {
    async planOne({ ask, query, body }) {
      const { showId, episodeId, scheduledAt, scheduledEnd } = body
      const slot = { startsAt: instantOf(scheduledAt), endsAt: instantOf(scheduledEnd) }
      const stationId = await stationOf(ask, query.station)
      const planned = await ask(routes.plan, { params: { stationId }, body: { showId, episodeId, ...slot } })
      const { airing, outcome } = planned
      return {
        success: true,
        ...(outcome === 'idempotent' ? { idempotent: true as const } : {}),
        ...warningOf(planned),
        showId: airing.playoutShowId,
        instanceId: airing.windowId,
        playoutId: airing.rowId,
      }
    },
    async unplanOne({ ask, query, body }) {
      const episodeId = body.episodeId ?? query.episodeId
      const scheduledAt = body.scheduledAt ?? query.scheduledAt
      if (episodeId === undefined || scheduledAt === undefined) throw new InvalidInputError('radio/which-airing', {})
      const startsAt = instantOf(scheduledAt)
      const airing = await findAiring(ask, await stationOf(ask, query.station), { episodeId, startsAt })
      if (airing === undefined) return { success: true, noop: true }
      const unplanned = await ask(routes.unplan, { params: { airingId: airing.airingId } })
      const { state, airingId, needsRepair } = unplanned.airing
      if (state !== 'cancelled')
        throw new UnavailableError('radio/unplan-failed', {
          params: { airingId, problem: unplanned.problem?.text ?? '' },
        })
      return { success: true, ...(needsRepair ? { warning: CMS_NOT_TOLD } : {}) }
    },
  },
  problemMembers,
}

const MOST = 200

/** The one that stands in this slot, or is on its way out. */
async function findAiring(
  ask: Ask,
  stationId: number,
  { episodeId, startsAt }: { episodeId: string; startsAt: string },
): Promise<AiringView | undefined> {
  const { items } = await ask(routes.listAirings, { params: { stationId }, query: { episodeId, limit: MOST } })
  return items.find((one) => one.startsAt === startsAt && (one.state !== 'cancelled' || one.needsRepair))
}
