import { z } from 'zod'
import type { EffectExecutor, Fields } from '../../../deliveries/index.ts'
import { NotFoundError } from '../../../kernel/errors.ts'
import { InCms } from '../../programme/index.ts'
import type { Outside } from '../outside.ts'

/** Stands in rows. */
export const TELL_CMS_SHOW = 'radio.tell-cms-show'

const Params = z.object({ showId: z.string(), playoutShowId: z.string() }).and(InCms)

export const showFields = ({ playoutShowId }: { playoutShowId: string | null }): Fields => ({
  'playout-show': playoutShowId ?? '',
})

/** Writes the playout's number of a show into a field that was empty. What somebody else wrote there meanwhile stays. */
export function tellCmsShow(outside: Outside): EffectExecutor<typeof Params> {
  return {
    kind: TELL_CMS_SHOW,
    params: Params,
    remoteKind: 'show-number',
    isForgettable: true,
    absenceIsSureAfterMs: 0,
    async look({ cms, showId }, { signal }) {
      const show = await (await outside.cms(cms)).findShow(showId, signal)
      if (show === undefined) throw new NotFoundError('radio/no-such-show', { params: { showId } })
      return show.playoutShowId === null ? { is: 'absent' } : { is: 'there', ref: showId, found: showFields(show) }
    },
    async send({ cms, showId, playoutShowId }, { signal }) {
      const { refusal } = await (await outside.cms(cms)).changeShow(showId, { playoutShowId }, signal)
      if (refusal !== undefined) throw refusal
      return { ref: showId }
    },
  }
}
