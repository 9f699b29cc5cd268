import { z } from 'zod'
import type { EffectExecutor, Fields } from '../../../deliveries/index.ts'
import { ConflictError, NotFoundError } from '../../../kernel/errors.ts'
import { type AiredFacts, type CmsRef, InCms } from '../../programme/index.ts'
import type { Outside } from '../outside.ts'
import { instantText } from './instant-text.ts'

/** Stands in rows. */
export const TELL_AIRED = 'radio.tell-aired'

const Facts = z.object({
  firstAiredAt: z.number().int().nullable().optional(),
  lastAiredAt: z.number().int().nullable().optional(),
  plays: z.number().int().nullable().optional(),
  airCount: z.number().int().nullable().optional(),
})
/** `before` is what stood there when it was decided what to write: counts are added to nothing else. */
const Params = z.object({ episodeId: z.string(), before: Facts, after: Facts }).and(InCms)

const numberText = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : `${value}`

/** Of the fields that the CMS has. */
export function airedFields(facts: AiredFacts): Fields {
  const { firstAiredAt, lastAiredAt, plays, airCount } = facts
  return {
    ...(firstAiredAt === undefined ? {} : { 'first-aired': instantText(firstAiredAt) }),
    ...(lastAiredAt === undefined ? {} : { 'last-aired': instantText(lastAiredAt) }),
    ...(plays === undefined ? {} : { plays: numberText(plays) }),
    ...(airCount === undefined ? {} : { 'air-count': numberText(airCount) }),
  }
}

const isSame = (a: Fields, b: Fields): boolean => Object.entries(a).every(([field, value]) => b[field] === value)

/**
 * Writes when an episode was on air and how often. The counts were made from what stood there, so that a repeat adds
 * nothing; what changed there since is not overwritten.
 */
export function tellAired(outside: Outside): EffectExecutor<typeof Params> {
  const read = async (cms: CmsRef, episodeId: string, signal: AbortSignal): Promise<Fields> => {
    const facts = await (await outside.aired(cms)).find(episodeId, signal)
    if (facts === undefined) throw new NotFoundError('radio/no-such-episode', { params: { episodeId } })
    return airedFields(facts)
  }
  return {
    kind: TELL_AIRED,
    params: Params,
    remoteKind: 'episode-aired',
    isForgettable: true,
    absenceIsSureAfterMs: 0,
    async look({ cms, episodeId, before, after }, { remoteRef, sentAt, signal }) {
      const found = await read(cms, episodeId, signal)
      const isThere = isSame(airedFields(after), found)
      // Something of it may have arrived, and somebody else has written there: which of both is not known.
      const isUnclear = sentAt !== null && !isSame(airedFields(before), found)
      return isThere || remoteRef !== null || isUnclear ? { is: 'there', ref: episodeId, found } : { is: 'absent' }
    },
    async send({ cms, episodeId, before, after }, { signal }) {
      const found = await read(cms, episodeId, signal)
      if (!isSame(airedFields(before), found))
        throw new ConflictError('radio/aired-elsewhere', { params: { episodeId } })
      await (await outside.aired(cms)).write(episodeId, after, signal)
      return { ref: episodeId }
    },
  }
}
