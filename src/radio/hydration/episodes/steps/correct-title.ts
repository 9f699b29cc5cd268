import { z } from 'zod'
import type { EffectExecutor, Look } from '../../../../deliveries/index.ts'
import { UnavailableError } from '../../../../kernel/errors.ts'
import type { TrackLibrary } from '../../../tracks/index.ts'

/** Stands in rows. */
export const CORRECT_TITLE = 'radio.correct-title'

const Params = z.object({ connectionId: z.number().int(), trackId: z.number().int(), title: z.string() })
export type TitleParams = z.output<typeof Params>

/**
 * Gives a track its title. Before the analysis has ended nothing is sent: it would be overwritten. May be repeated, so an
 * answer that is missing is no reason to ask.
 */
export function correctTitle(
  openLibrary: (connectionId: number) => Promise<TrackLibrary>,
): EffectExecutor<typeof Params> {
  return {
    kind: CORRECT_TITLE,
    params: Params,
    remoteKind: 'title',
    isForgettable: true,
    absenceIsSureAfterMs: 0,
    isToldByItsRoom: true,
    async look({ connectionId, trackId, title }, { remoteRef, signal }): Promise<Look> {
      const track = await (await openLibrary(connectionId)).getTrack(trackId, signal)
      if (track.state === 'pending') throw new UnavailableError('radio/still-analysed', { params: { trackId } })
      if (track.title !== title && remoteRef === null) return { is: 'absent' }
      return { is: 'there', ref: String(trackId), found: { title: track.title } }
    },
    async send({ connectionId, trackId, title }, { signal }) {
      await (await openLibrary(connectionId)).changeTitle(trackId, title, signal)
      return { ref: String(trackId) }
    },
  }
}
