import { InvalidInputError, NotFoundError } from '../../kernel/errors.ts'
import { instant } from '../../kernel/contract.ts'
import {
  type Actor,
  type BoundRoute,
  bindRoutes,
  isReceivedBody,
  type RawBody,
  withHeaders,
} from '../../kernel/routes.ts'
import { getLibrary } from '../libraries/index.ts'
import type { ArtKind } from '../titles/model.ts'
import { findBlob, findBlobs, markDamaged, readFigures } from './cache/store.ts'
import type { SizedPictures } from './cache/sized.ts'
import { type ByHand, type ChoiceDeps, chooseAnew, chooseByHand, rejectCandidate } from './choice/choose-by-hand.ts'
import { artworkRoutes } from './contract.ts'
import type { AssetDeps } from './deps.ts'
import { CollectArtwork, VerifyArtwork } from './jobs.ts'
import { CONTENT_TYPE_OF, type Width } from './model.ts'
import { findOwners, listCandidates } from './store.ts'
import { uploadArtwork } from './upload-artwork.ts'
import { toArtworkView } from './views.ts'

export type ArtworkRouteDeps = ChoiceDeps & Pick<AssetDeps, 'files'> & { sized: SizedPictures }

interface Caller {
  params: { titleId: number; kind: ArtKind }
  actor: Actor
  request: { address: string }
}

const by = ({ params, actor, request }: Caller): ByHand => ({ ...params, actor: actor.id, address: request.address })

type Handlers = Parameters<typeof bindRoutes<typeof artworkRoutes>>[1]

export function artworkRoutesOf(deps: ArtworkRouteDeps): BoundRoute[] {
  return bindRoutes(artworkRoutes, { ...choosing(deps), ...serving(deps) })
}

function choosing(deps: ArtworkRouteDeps): Pick<Handlers, 'list' | 'choose' | 'chooseAnew' | 'reject' | 'upload'> {
  const changed = async (titleId: number, { runId }: { runId: number | null }) => ({
    artwork: await show(deps, titleId),
    runId,
  })
  return {
    list: ({ params }) => show(deps, params.titleId),
    choose: async ({ body, ...call }) =>
      changed(call.params.titleId, await chooseByHand(deps, by(call), body.candidateIds)),
    chooseAnew: async (call) => changed(call.params.titleId, await chooseAnew(deps, by(call))),
    reject: async ({ body, ...call }) => changed(call.params.titleId, await rejectCandidate(deps, by(call), body)),
    upload: async ({ body, ...call }) => {
      if (!isReceivedBody(body)) throw new InvalidInputError('artwork/empty')
      await uploadArtwork(deps, by(call), body.bytes)
      return changed(call.params.titleId, { runId: null })
    },
  }
}

function serving(deps: ArtworkRouteDeps): Pick<Handlers, 'picture' | 'cache' | 'verify' | 'collect'> {
  const { db, jobs, clock } = deps
  return {
    async picture({ params: { sha256 }, query: { width }, request }) {
      // The same hash is the same bytes for ever: a browser asks once.
      const etag = `"${width === undefined ? sha256 : `${sha256}-${width}`}"`
      const heads = { etag, 'cache-control': 'private, max-age=31536000, immutable' }
      const empty: RawBody = { contentType: 'image/webp', data: '' }
      if (request.header('if-none-match') === etag) return withHeaders(empty, heads, 304)
      return withHeaders(await readPicture(deps, sha256, width), heads)
    },
    cache: async () => ({ ...(await readFigures(db.read)), at: instant(clock.now()) }),
    verify: async ({ body, actor }) => {
      const { libraryId, name } = await getLibrary(db.read, body.libraryId)
      const wish = { actor: actor.id, label: name }
      return { runId: (await db.tx((tx) => jobs.enqueue(tx, VerifyArtwork, { libraryId }, wish))).runId }
    },
    collect: async ({ actor }) => ({
      runId: (await db.tx((tx) => jobs.enqueue(tx, CollectArtwork, {}, { actor: actor.id }))).runId,
    }),
  }
}

async function show({ db: { read } }: ArtworkRouteDeps, titleId: number) {
  const [owner] = await findOwners(read, [titleId])
  if (owner === undefined) throw new NotFoundError('library/no-such-title', { params: { titleId } })
  const candidates = await listCandidates(read, [titleId])
  const blobs = await findBlobs(
    read,
    candidates.flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256])),
  )
  return toArtworkView(owner, { library: await getLibrary(read, owner.libraryId), candidates, blobs })
}

/** One that the cache lost is noted, so that the next verification brings it back. */
async function readPicture(
  { db, clock, files, sized }: ArtworkRouteDeps,
  sha256: string,
  width: Width | undefined,
): Promise<RawBody> {
  const blob = await findBlob(db.read, sha256)
  if (blob === undefined) throw new NotFoundError('artwork/no-such-picture')
  const data = await (width === undefined ? files.read(sha256, blob.ending) : sized.get(blob, width))
  if (data === undefined) {
    await db.tx((tx) => markDamaged(tx, sha256, clock.now()))
    throw new NotFoundError('artwork/lost-picture')
  }
  return { contentType: width === undefined ? CONTENT_TYPE_OF[blob.ending] : 'image/webp', data }
}
