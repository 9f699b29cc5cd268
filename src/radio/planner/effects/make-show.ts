import { z } from 'zod'
import type { EffectExecutor } from '../../../deliveries/index.ts'
import type { Outside } from '../outside.ts'

/** Stands in rows. */
export const MAKE_SHOW = 'radio.make-show'

const Params = z.object({
  connectionId: z.number().int(),
  title: z.string(),
  /** Stands in its description: the playout keeps no id of ours. */
  mark: z.string(),
})

/** A request of milliseconds: what is not there then has not arrived. */
export const SURE_AFTER_MS = 10_000

/**
 * A playout answers that it took something once that is committed to its database, and shows it from then on. What it does
 * not show by now has gone again, or its lists come from elsewhere.
 */
export const APPEARS_WITHIN_MS = 30_000

export function makeShow(outside: Outside): EffectExecutor<typeof Params> {
  return {
    kind: MAKE_SHOW,
    params: Params,
    remoteKind: 'show',
    absenceIsSureAfterMs: SURE_AFTER_MS,
    appearsWithinMs: APPEARS_WITHIN_MS,
    async look({ connectionId, mark }, { remoteRef, signal }) {
      const shows = await (await outside.programme(connectionId)).listShows(signal)
      const own = shows.filter(({ playoutShowId, description }) =>
        remoteRef === null ? description === mark : String(playoutShowId) === remoteRef,
      )
      const [show] = own
      if (show === undefined) return { is: 'absent' }
      if (own.length > 1) return { is: 'several', refs: own.map(({ playoutShowId }) => String(playoutShowId)) }
      return { is: 'there', ref: String(show.playoutShowId), found: { title: show.title } }
    },
    async send({ connectionId, title, mark }, { signal }) {
      const { playoutShowId } = await (
        await outside.programme(connectionId)
      ).addShow({ title, description: mark }, signal)
      return { ref: String(playoutShowId) }
    },
  }
}
