import { z } from 'zod'
import type { EffectExecutor } from '../../../deliveries/index.ts'
import type { Outside } from '../outside.ts'
import { SURE_AFTER_MS } from './make-show.ts'

/** Stands in rows. */
export const MAKE_RULE = 'radio.make-show-rule'

const Params = z.object({
  connectionId: z.number().int(),
  playoutShowId: z.number().int(),
  airDate: z.string(),
  startsAtClock: z.string(),
  timeZone: z.string(),
  durationMs: z.number().int(),
})

/** Without a rule people can't edit the show there. One that somebody else made is as good. */
export function makeRule(outside: Outside): EffectExecutor<typeof Params> {
  return {
    kind: MAKE_RULE,
    params: Params,
    remoteKind: 'show-day',
    absenceIsSureAfterMs: SURE_AFTER_MS,
    async look({ connectionId, playoutShowId }, { signal }) {
      const withRule = await (await outside.programme(connectionId)).listShowsWithRule(signal)
      if (!withRule.has(playoutShowId)) return { is: 'absent' }
      return { is: 'there', ref: String(playoutShowId), found: { show: String(playoutShowId) } }
    },
    async send({ connectionId, playoutShowId, ...rule }, { signal }) {
      await (await outside.programme(connectionId)).addEmptyRule({ playoutShowId, ...rule }, signal)
      return { ref: String(playoutShowId) }
    },
  }
}
