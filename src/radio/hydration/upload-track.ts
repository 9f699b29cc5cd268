import { lstat } from 'node:fs/promises'
import { z } from 'zod'
import type { EffectContext, EffectExecutor, Look } from '../../deliveries/index.ts'
import { ConflictError, RejectedError } from '../../kernel/errors.ts'
import { identityOf, isSameIdentity, parseIdentityText } from '../../media/file-identity.ts'
import type { LibraryTrack, TrackLibrary } from '../tracks/index.ts'
import type { Sums } from './sums.ts'

/** Stands in rows. */
export const UPLOAD_TRACK = 'radio.upload-track'

const Params = z.object({
  connectionId: z.number().int(),
  /** Absolute. */
  path: z.string(),
  /** As it lay still; null for a copy of ours, which may be made anew: its bytes are summed before they leave. */
  identity: z.string().nullable(),
  name: z.string(),
  md5: z.string(),
  typeCode: z.string().nullable(),
})
export type UploadParams = z.output<typeof Params>

/** Analysis takes minutes an hour of audio, one file after the other. */
const APPEARS_WITHIN_MS = 6 * 3_600_000

/** No server in between holds a request longer: what it does not show by then never arrived whole. */
const ABSENCE_IS_SURE_MS = 15 * 60_000

/**
 * Brings a file into the playout library. It is known there by its bytes alone; names and titles are changed by the
 * library. What was refused by the analysis stays refused: the same bytes again would be refused again.
 */
export function uploadTrack(
  openLibrary: (connectionId: number) => Promise<TrackLibrary>,
  sums: Sums,
  kind: string = UPLOAD_TRACK,
): EffectExecutor<typeof Params> {
  return {
    kind,
    params: Params,
    remoteKind: 'file',
    absenceIsSureAfterMs: ABSENCE_IS_SURE_MS,
    appearsWithinMs: APPEARS_WITHIN_MS,
    isToldByItsRoom: true,
    async look(params, context) {
      const library = await openLibrary(params.connectionId)
      return judge(library, await library.findByMd5(params.md5, context.signal), context)
    },
    async send(params, { signal, onProgress }) {
      const library = await openLibrary(params.connectionId)
      const typeId = await typeOf(library, params.typeCode, signal)
      const sizeBytes = await sizeOfSame(params, sums)
      const track = { path: params.path, name: params.name, sizeBytes, typeId }
      const { trackId } = await library.upload(track, { signal, onSent: (bytes) => onProgress(bytes, sizeBytes) })
      return { ref: String(trackId) }
    },
  }
}

/** Of several usable ones the oldest: the library itself never refuses a copy. */
async function judge(library: TrackLibrary, tracks: readonly LibraryTrack[], context: EffectContext): Promise<Look> {
  const own = tracks.find(({ trackId }) => String(trackId) === context.remoteRef)
  if (own?.state === 'failed') {
    const reason = { code: 'radio/analysis-refused', params: { trackId: own.trackId } }
    return { is: 'refused', ref: String(own.trackId), reason }
  }
  const usable = own?.state === 'usable' ? own : tracks.find(({ state }) => state === 'usable')
  if (usable !== undefined && (await library.hasAudio(usable.trackId, context.signal)))
    return { is: 'there', ref: String(usable.trackId), found: await foundOf(library, usable, context.signal) }
  const pending = own?.state === 'pending' ? own : tracks.find(({ state }) => state === 'pending')
  return pending === undefined ? { is: 'absent' } : { is: 'pending', ref: String(pending.trackId) }
}

async function foundOf(library: TrackLibrary, track: LibraryTrack, signal: AbortSignal) {
  const content = track.md5 ?? ''
  if (track.typeId === null) return { content, state: track.state, type: '' }
  const type = (await library.listTypes(signal)).find(({ typeId }) => typeId === track.typeId)
  return { content, state: track.state, type: type?.code ?? '' }
}

/** @throws RejectedError `radio/no-such-type`: a type is never guessed */
async function typeOf(library: TrackLibrary, code: string | null, signal: AbortSignal): Promise<number | null> {
  if (code === null) return null
  const type = (await library.listTypes(signal)).find((one) => one.code === code && one.isEnabled)
  if (type === undefined) throw new RejectedError('radio/no-such-type', { params: { code } })
  return type.typeId
}

/** @throws ConflictError `radio/file-changed` */
async function sizeOfSame({ path, name, identity, md5 }: UploadParams, sums: Sums): Promise<number> {
  const found = await lstat(path, { bigint: true }).catch((cause: unknown) => {
    throw new ConflictError('radio/file-changed', { params: { name }, cause })
  })
  const isSame =
    found.isFile() &&
    (identity === null
      ? (await sums.md5Of(path)) === md5
      : isSameIdentity(parseIdentityText(identity), identityOf(found)))
  if (!isSame) throw new ConflictError('radio/file-changed', { params: { name } })
  return Number(found.size)
}
