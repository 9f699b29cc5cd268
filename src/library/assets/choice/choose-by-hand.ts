import type { Tx } from '../../../db/db.ts'
import { InvalidInputError, NotFoundError } from '../../../kernel/errors.ts'
import type { EventLog } from '../../../live/event-log.ts'
import { getLibrary, type Library } from '../../libraries/index.ts'
import { type ArtKind, WHOLE_TITLE } from '../../titles/model.ts'
import type { AssetDeps } from '../deps.ts'
import type { ArtOwner, Candidate } from '../model.ts'
import { holdOwners, listCandidates, saveChoice, setLocks } from '../store.ts'
import { chooseForTitles, enqueueFetches, isToFetch, showFace } from './choose-for-titles.ts'

export type ChoiceDeps = Pick<AssetDeps, 'db' | 'clock' | 'jobs' | 'audit'> & { events: EventLog }

export interface ByHand {
  titleId: number
  kind: ArtKind
  actor: string
  address: string
}

/** The run that brings what is not in the cache yet; null when nothing is to be brought. */
export interface Chosen {
  runId: number | null
}

/** @throws NotFoundError `library/no-such-title` */
export async function holdOwner(tx: Tx, titleId: number): Promise<{ owner: ArtOwner; library: Library }> {
  const [owner] = await holdOwners(tx, [titleId])
  if (owner === undefined) throw new NotFoundError('library/no-such-title', { params: { titleId } })
  return { owner, library: await getLibrary(tx, owner.libraryId) }
}

/**
 * What a person chose stays: the kind is locked. No candidate means that the title shall have none of the kind.
 * @param candidateIds in their order
 * @throws InvalidInputError `artwork/no-such-candidate`, `artwork/too-many`
 */
export async function chooseByHand(deps: ChoiceDeps, by: ByHand, candidateIds: readonly number[]): Promise<Chosen> {
  return deps.db.tx(async (tx) => {
    const held = await holdOwner(tx, by.titleId)
    return chooseInTx(deps, tx, { ...held, by, candidateIds })
  })
}

export async function chooseInTx(
  deps: ChoiceDeps,
  tx: Tx,
  {
    owner,
    library,
    by,
    candidateIds,
  }: { owner: ArtOwner; library: Library; by: ByHand; candidateIds: readonly number[] },
): Promise<Chosen> {
  const now = deps.clock.now()
  const all = await listCandidates(tx, [owner.titleId])
  const ofKind = all.filter(({ kind }) => kind === by.kind)
  for (const candidateId of candidateIds)
    if (!ofKind.some((one) => one.candidateId === candidateId))
      throw new InvalidInputError('artwork/no-such-candidate', { params: { candidateId, titleId: owner.titleId } })
  const most = Math.max(1, library.settings.artwork[by.kind])
  if (candidateIds.length > most) throw new InvalidInputError('artwork/too-many', { params: { most } })
  const after = ofKind.map((one): Candidate => {
    const place = candidateIds.indexOf(one.candidateId)
    if (place >= 0) return { ...one, state: 'chosen', chosenBy: by.actor, place }
    return { ...one, state: one.state === 'rejected' ? 'rejected' : 'open', chosenBy: null, place: null }
  })
  await saveChoice(tx, after, now)
  await lockKind(tx, owner, { kind: by.kind, now })
  await showFace(tx, owner, [...all.filter(({ kind }) => kind !== by.kind), ...after])
  await tell(deps, tx, { owner, by, act: 'chosen', details: { kind: by.kind, candidateIds } })
  const runId = await enqueueFetches(deps, tx, {
    library,
    titleIds: after.some(isToFetch) ? [owner.titleId] : [],
  })
  return { runId }
}

async function lockKind(tx: Tx, owner: ArtOwner, { kind, now }: { kind: ArtKind; now: number }): Promise<void> {
  if (owner.locks.includes(kind)) return
  await setLocks(tx, owner, { locks: [...owner.locks, kind], now })
}

/** Patchbay chooses again, by its rules. @throws InvalidInputError `artwork/title-locked` */
export async function chooseAnew(deps: ChoiceDeps, by: ByHand): Promise<Chosen> {
  return deps.db.tx(async (tx) => {
    const { owner, library } = await holdOwner(tx, by.titleId)
    if (owner.locks.includes(WHOLE_TITLE)) throw new InvalidInputError('artwork/title-locked')
    const now = deps.clock.now()
    if (owner.locks.includes(by.kind))
      await setLocks(tx, owner, { locks: owner.locks.filter((lock) => lock !== by.kind), now })
    const { toFetch } = await chooseForTitles(tx, { library, titleIds: [owner.titleId], now })
    await tell(deps, tx, { owner, by, act: 'chosen-anew', details: { kind: by.kind } })
    return { runId: await enqueueFetches(deps, tx, { library, titleIds: toFetch }) }
  })
}

/** A rejected one is never chosen by itself; one that was chosen makes room for the next. */
export async function rejectCandidate(
  deps: ChoiceDeps,
  by: ByHand,
  { candidateId, isRejected }: { candidateId: number; isRejected: boolean },
): Promise<Chosen> {
  return deps.db.tx(async (tx) => {
    const { owner, library } = await holdOwner(tx, by.titleId)
    const now = deps.clock.now()
    const candidate = (await listCandidates(tx, [owner.titleId])).find((one) => one.candidateId === candidateId)
    if (candidate === undefined)
      throw new InvalidInputError('artwork/no-such-candidate', { params: { candidateId, titleId: owner.titleId } })
    const state = isRejected ? ('rejected' as const) : ('open' as const)
    await saveChoice(tx, [{ ...candidate, state, chosenBy: isRejected ? by.actor : null, place: null }], now)
    const { toFetch } = await chooseForTitles(tx, { library, titleIds: [owner.titleId], now })
    await tell(deps, tx, { owner, by, act: isRejected ? 'rejected' : 'taken-back', details: { candidateId } })
    return { runId: await enqueueFetches(deps, tx, { library, titleIds: toFetch }) }
  })
}

async function tell(
  { audit, events }: ChoiceDeps,
  tx: Tx,
  { owner, by, act, details }: { owner: ArtOwner; by: ByHand; act: string; details: Readonly<Record<string, unknown>> },
): Promise<void> {
  const subject = `library.title:${owner.titleId}`
  await audit.append(tx, {
    actor: by.actor,
    address: by.address,
    action: `library.artwork.${act}`,
    subject,
    details,
  })
  const { libraryId, titleId, title, year, kind } = owner
  await events.append(tx, {
    kind: 'library.artwork.changed',
    actor: by.actor,
    scope: `library:${libraryId}`,
    subject,
    data: { libraryId, titleId, title, year, kind, art: by.kind },
  })
}
