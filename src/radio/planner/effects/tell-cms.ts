import { z } from 'zod'
import type { EffectExecutor, Fields } from '../../../deliveries/index.ts'
import { NotFoundError } from '../../../kernel/errors.ts'
import { type Episode, InCms } from '../../programme/index.ts'
import type { Outside } from '../outside.ts'
import { instantText } from './instant-text.ts'

/** Stands in rows. */
export const TELL_CMS = 'radio.tell-cms'

/** What a CMS keeps of an airing; it has room for one. */
export const CmsAiring = z.object({
  airStatus: z.string(),
  scheduledAt: z.number().int().nullable(),
  scheduledEndAt: z.number().int().nullable(),
  showWindowId: z.string().nullable(),
  playoutRowId: z.string().nullable(),
})
export type CmsAiring = z.output<typeof CmsAiring>

const Params = z.object({ episodeId: z.string(), airing: CmsAiring }).and(InCms)

export const cmsFields = (airing: Pick<Episode, keyof CmsAiring>): Fields => ({
  'air-status': airing.airStatus ?? '',
  'scheduled-at': instantText(airing.scheduledAt),
  'scheduled-end': instantText(airing.scheduledEndAt),
  window: airing.showWindowId ?? '',
  row: airing.playoutRowId ?? '',
})

/** Fields that are overwritten: what the CMS says before is no answer to what was sent, and may be sent again. */
export function tellCms(outside: Outside): EffectExecutor<typeof Params> {
  return {
    kind: TELL_CMS,
    params: Params,
    remoteKind: 'episode-airing',
    isForgettable: true,
    absenceIsSureAfterMs: 0,
    async look({ cms, episodeId, airing }, { remoteRef, signal }) {
      const episode = await (await outside.cms(cms)).findEpisode(episodeId, signal)
      if (episode === undefined) throw new NotFoundError('radio/no-such-episode', { params: { episodeId } })
      const found = cmsFields(episode)
      const isThere = Object.entries(cmsFields(airing)).every(([field, value]) => found[field] === value)
      if (!isThere && remoteRef === null) return { is: 'absent' }
      return { is: 'there', ref: episodeId, found }
    },
    async send({ cms, episodeId, airing }, { signal }) {
      const { refusal } = await (await outside.cms(cms)).changeEpisode(episodeId, airing, signal)
      if (refusal !== undefined) throw refusal
      return { ref: episodeId }
    },
  }
}
