import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../../../db/db.ts'
import type { Library } from '../../libraries/index.ts'
import { isLocked } from '../../titles/model.ts'
import { findBlobs } from '../cache/store.ts'
import type { AssetDeps } from '../deps.ts'
import { FetchArtwork } from '../jobs.ts'
import type { ArtOwner, Candidate } from '../model.ts'
import { holdOwners, listCandidates, saveChoice, setPoster } from '../store.ts'
import { chooseAmong, isLasting } from './choose.ts'

/** What stands for a title in lists, the first that is there. */
const FACES = ['poster', 'thumb'] as const

/**
 * Scores and chooses for titles of one library; what did not change is not written.
 * @returns titles with chosen pictures that are not in the cache yet
 */
export async function chooseForTitles(
  tx: Tx,
  { library, titleIds, now }: { library: Library; titleIds: readonly number[]; now: number },
): Promise<{ toFetch: number[] }> {
  const owners = await holdOwners(tx, titleIds)
  const candidates = Map.groupBy(await listCandidates(tx, titleIds), ({ titleId }) => titleId)
  const blobs = await findBlobs(
    tx,
    [...candidates.values()].flat().flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256])),
  )
  const looks = new Map([...blobs].map(([sha256, { look }]) => [sha256, look]))
  const toFetch: number[] = []
  for (const owner of owners) {
    const before = candidates.get(owner.titleId) ?? []
    const after = chooseForTitle(owner, before, { library, looks })
    const changed = after.filter((one) => !before.some((former) => isDeepStrictEqual(former, one)))
    await saveChoice(tx, changed, now)
    await showFace(tx, owner, after)
    if (after.some(isToFetch)) toFetch.push(owner.titleId)
  }
  return { toFetch }
}

function chooseForTitle(
  owner: ArtOwner,
  candidates: readonly Candidate[],
  { library, looks }: { library: Library; looks: ReadonlyMap<string, string | null> },
): Candidate[] {
  return [...Map.groupBy(candidates, ({ kind }) => kind)].flatMap(([kind, ofKind]) =>
    chooseAmong(ofKind, {
      ofTitle: owner.kind,
      language: library.settings.language,
      limit: library.settings.artwork[kind],
      isLocked: isLocked(owner.locks, kind),
      looks,
    }),
  )
}

export const isToFetch = ({ source, state, sha256, reason }: Candidate): boolean =>
  source === 'provider' && state === 'chosen' && sha256 === null && !isLasting(reason)

/** A chosen one that is still to be fetched leaves what is shown until then. */
export async function showFace(tx: Tx, owner: ArtOwner, candidates: readonly Candidate[]): Promise<void> {
  const chosen = candidates
    .filter(({ state, kind }) => state === 'chosen' && (FACES as readonly string[]).includes(kind))
    .toSorted((a, b) => (a.kind === b.kind ? (a.place ?? 0) - (b.place ?? 0) : a.kind === FACES[0] ? -1 : 1))
  const [first] = chosen
  const cached = chosen.find(({ sha256 }) => sha256 !== null)
  const isWaiting = first !== undefined && first.sha256 === null && isStillThere(owner, candidates)
  if (isWaiting) return
  const face = cached?.sha256 ?? null
  if (face !== owner.posterSha256) await setPoster(tx, owner.titleId, face)
}

const isStillThere = ({ posterSha256 }: ArtOwner, candidates: readonly Candidate[]): boolean =>
  posterSha256 !== null && candidates.some(({ sha256 }) => sha256 === posterSha256)

const TITLES_A_FETCH = 20

/** Of a library without a provider the pictures stay where they are. */
export async function enqueueFetches(
  { jobs }: Pick<AssetDeps, 'jobs'>,
  tx: Tx,
  { library, titleIds }: { library: Library; titleIds: readonly number[] },
): Promise<number | null> {
  const { connectionId } = library.settings
  if (connectionId === null || titleIds.length === 0) return null
  const payloads = Array.from({ length: Math.ceil(titleIds.length / TITLES_A_FETCH) }, (_, part) => ({
    connectionId,
    titleIds: titleIds.slice(part * TITLES_A_FETCH, (part + 1) * TITLES_A_FETCH),
  }))
  const [first] = await jobs.enqueueMany(tx, FetchArtwork, payloads, { actor: 'system', label: library.name })
  return first?.runId ?? null
}
