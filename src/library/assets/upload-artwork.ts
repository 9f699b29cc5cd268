import { InvalidInputError, InvariantError } from '../../kernel/errors.ts'
import { findBlob, saveBlobs } from './cache/store.ts'
import { takePicture } from './cache/take-picture.ts'
import { type ByHand, type ChoiceDeps, chooseInTx, holdOwner } from './choice/choose-by-hand.ts'
import type { AssetDeps } from './deps.ts'
import { LARGEST_PICTURE } from './model.ts'
import { findCandidateByRef, listCandidates, putCandidates, saveTaken } from './store.ts'

/**
 * A picture of a person's own; it is chosen, before those that were, as far as there is room, and the kind is locked. The same
 * picture again is the same candidate.
 * @throws InvalidInputError as `decodeImage`, `artwork/empty`, `artwork/too-large`
 */
export async function uploadArtwork(
  deps: ChoiceDeps & Pick<AssetDeps, 'files'>,
  by: ByHand,
  bytes: Uint8Array,
): Promise<{ candidateId: number }> {
  if (bytes.length === 0) throw new InvalidInputError('artwork/empty')
  if (bytes.length > LARGEST_PICTURE)
    throw new InvalidInputError('artwork/too-large', { status: 413, params: { size: bytes.length } })
  // Before the bytes are kept: a title that is not there must not leave any.
  await deps.db.tx((tx) => holdOwner(tx, by.titleId))
  const blob = await takePicture({ files: deps.files, findBlob: (sha256) => findBlob(deps.db.read, sha256) }, bytes)
  return deps.db.tx(async (tx) => {
    const held = await holdOwner(tx, by.titleId)
    const { titleId, libraryId } = held.owner
    const now = deps.clock.now()
    const { sha256, width, height } = blob
    await saveBlobs(tx, [blob], now)
    const ref = { titleId, kind: by.kind, source: 'upload' as const, ref: sha256 }
    await putCandidates(tx, [{ ...ref, libraryId, width, height }], now)
    const candidate = await findCandidateByRef(tx, ref)
    if (candidate === undefined) throw new InvariantError('artwork/no-such-candidate')
    const { candidateId } = candidate
    await saveTaken(tx, [{ candidateId, sha256, width, height, reason: null }], now)
    const others = (await listCandidates(tx, [titleId]))
      .filter((one) => one.kind === by.kind && one.state === 'chosen' && one.candidateId !== candidateId)
      .toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0))
    const room = Math.max(1, held.library.settings.artwork[by.kind]) - 1
    const candidateIds = [candidateId, ...others.slice(0, room).map((one) => one.candidateId)]
    await chooseInTx(deps, tx, { ...held, by, candidateIds })
    return { candidateId }
  })
}
