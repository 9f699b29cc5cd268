import type { Delivery } from '../../../deliveries/index.ts'
import type { JobContext } from '../../../jobs/index.ts'
import {
  AppError,
  ConflictError,
  CredentialsRefusedError,
  DeadlineError,
  NotFoundError,
  RejectedError,
  UnavailableError,
} from '../../../kernel/errors.ts'
import type { PlayersDeps } from '../deps.ts'
import { type PlaceAtPlayer, placeAtPlayer, sayRoots } from '../mapping/place-at-player.ts'
import type { FolderTelling, Member, PlayerGroup, Reason } from '../model.ts'
import { Player } from '../ports.ts'
import { type LibraryOfGroup, listMappings, listMembers } from '../store.ts'
import { meantOf, REFRESH_PLAYER, type RefreshParams } from './refresh-player.ts'
import { countWaiting, listMediaFiles, setDelivery } from './store.ts'

export type GroupOutcome =
  | { is: 'told'; state: 'verified' | 'accepted'; connectionId: number }
  | { is: 'wait'; ms: number; why: Reason }

export interface GroupTelling {
  group: PlayerGroup
  library: LibraryOfGroup
  telling: FolderTelling
}

const PLAYING_MS = 60_000
/** From so many folders on it is less work to look through all of them at once. */
const MANY = 20

/** It may be another day, and another player of the group is as good. */
const isDown = (error: unknown): error is AppError =>
  error instanceof UnavailableError ||
  error instanceof DeadlineError ||
  error instanceof CredentialsRefusedError ||
  error instanceof NotFoundError ||
  (error instanceof ConflictError && error.code.startsWith('connections/'))

/**
 * Tells the first player of the group that answers.
 * @throws UnavailableError `players/none-answers`; RejectedError `players/path-not-mapped` and what the player refused
 */
export async function tellGroup(deps: PlayersDeps, given: GroupTelling, job: JobContext): Promise<GroupOutcome> {
  const { group } = given
  const members = await listMembers(deps.db.read, group.groupId)
  let busy: Reason | undefined
  let problem: { name: string; error: AppError } | undefined
  for (const member of members) {
    const name = await nameOf(deps, member)
    try {
      const player = await deps.openPort(member.connectionId, Player)
      const playing = await playingAt(player, group, job.signal)
      if (playing !== undefined) {
        busy ??= { code: 'players/playing', params: { player: name, title: playing } }
        if (group.whilePlaying === 'skip') continue
        break
      }
      return await tellPlayer(deps, { ...given, member, name, player }, job)
    } catch (error) {
      job.signal.throwIfAborted()
      if (!isDown(error)) throw error
      problem ??= { name, error }
    }
  }
  if (busy !== undefined) return { is: 'wait', ms: PLAYING_MS, why: busy }
  const { name: player = '', error } = problem ?? {}
  throw new UnavailableError('players/none-answers', {
    params: { group: group.name, count: members.length, player, ...error?.params, errorCode: error?.code ?? '' },
    cause: error,
  })
}

/** The connection may have been removed behind our back. */
const nameOf = async (deps: PlayersDeps, { connectionId }: Member): Promise<string> =>
  deps.describeConnection(connectionId).then(
    ({ name }) => name,
    () => String(connectionId),
  )

async function playingAt(
  player: Player,
  { whilePlaying }: PlayerGroup,
  signal: AbortSignal,
): Promise<string | undefined> {
  // It is asked in any case: a player that does not answer is not told.
  const titles = await player.listPlaying(signal)
  return whilePlaying === 'tell' ? undefined : titles[0]
}

interface AtPlayer extends GroupTelling {
  member: Member
  name: string
  player: Player
}

async function tellPlayer(deps: PlayersDeps, at: AtPlayer, job: JobContext): Promise<GroupOutcome> {
  const { member, telling } = at
  const params = await paramsFor(deps, at, job.signal)
  await leaveFormer(deps, { telling, key: keyOf(at) }, job)
  const delivery = await deps.db.tx(async (tx) => {
    const planned = await planRefresh(deps, tx, { at, params, job })
    await setDelivery(tx, telling.tellingId, { connectionId: member.connectionId, deliveryId: planned.deliveryId })
    return planned
  })
  const carried = await deps.deliveries.carryOut(delivery.deliveryId, { signal: job.signal })
  const { connectionId } = member
  if (carried.is === 'verified') return { is: 'told', state: 'verified', connectionId }
  if (carried.is === 'sent') return { is: 'told', state: 'accepted', connectionId }
  const { label, place } = carried.delivery
  if (carried.is === 'asks')
    throw new RejectedError('players/not-shown', { params: { deliveryId: delivery.deliveryId, label, place } })
  const why = { code: 'deliveries/not-shown-yet', params: { deliveryId: delivery.deliveryId, label, place } }
  return { is: 'wait', ms: carried.retryAfterMs, why }
}

const keyOf = ({ group, library, telling, member }: AtPlayer): string =>
  [REFRESH_PLAYER, group.groupId, library.libraryId, telling.tellingId, telling.asked, member.connectionId].join(':')

/**
 * It was asked for anew, or another player is told: what never left is given up, and of what did the ledger finds out
 * alone what became of it.
 */
async function leaveFormer(
  { db, deliveries }: PlayersDeps,
  { telling, key }: { telling: FolderTelling; key: string },
  job: JobContext,
): Promise<void> {
  const former = telling.deliveryId === null ? undefined : await deliveries.find(telling.deliveryId)
  if (former === undefined || former.key === key) return
  const { state, deliveryId, label } = former
  if (state === 'planned') await deliveries.byHand.undo(deliveryId, { actor: 'system', signal: job.signal })
  if (state === 'sent' || state === 'uncertain' || state === 'sending')
    await db.tx((tx) => deliveries.start(tx, former, { actor: 'system', label }))
}

interface Planning {
  at: AtPlayer
  params: RefreshParams
  job: JobContext
}

async function planRefresh(
  { deliveries }: PlayersDeps,
  tx: Parameters<PlayersDeps['deliveries']['plan']>[0],
  { at, params, job }: Planning,
): Promise<Delivery> {
  const { library, telling, member, name } = at
  const key = keyOf(at)
  // What has begun is gone on with, whatever lies in the folder meanwhile: a new asking makes a new delivery.
  const former = await deliveries.findByKey(key)
  if (former !== undefined) return former
  const planned = await deliveries.plan(tx, {
    key,
    kind: REFRESH_PLAYER,
    connectionId: member.connectionId,
    target: `connection:${member.connectionId}`,
    place: name,
    label: telling.label,
    subject: telling.titleId === null ? `library:${library.libraryId}` : `library.title:${telling.titleId}`,
    runId: job.runId,
    jobId: job.jobId,
    actor: telling.actor,
    params,
    meant: meantOf(params),
  })
  return planned.delivery
}

async function paramsFor(deps: PlayersDeps, at: AtPlayer, signal: AbortSignal): Promise<RefreshParams> {
  const { group, library, telling, player, name } = at
  const { relPath, change, files, label } = telling
  const root = await deps.roots.get(library.rootId)
  const here = { libraryId: library.libraryId, libraryPath: root.path, relPath }
  const place = placeAtPlayer(here, await listMappings(deps.db.read, group.groupId), await player.listRoots(signal))
  if (place.is === 'outside') throw notMapped(place, { group, player: name })
  const { wanted, present } = await listMediaFiles(deps.db.read, { libraryId: library.libraryId, relPath })
  // What went may be a part only, and leaves the others where they are.
  const isGone = change === 'removed' && present.length === 0
  return {
    groupId: group.groupId,
    root: place.is === 'inside' ? place.root.path : place.folder,
    folder: place.folder,
    kind: library.kind,
    change: change === 'removed' && !isGone ? 'changed' : change,
    title: label.replace(/ \(\d{4}\)$/, ''),
    wanted: isGone ? [] : wanted,
    present: isGone || present.length === 0 ? null : present,
    changed: files === null ? null : [...files],
    isOneOfMany: (await countWaiting(deps.db.read, group.groupId, MANY)) >= MANY,
    isPlaceSure: place.is === 'inside',
    isLibrary: relPath === '',
  }
}

function notMapped(
  { folder, roots }: Extract<PlaceAtPlayer, { is: 'outside' }>,
  { group, player }: { group: PlayerGroup; player: string },
): RejectedError {
  const known = sayRoots(roots.map(({ path }) => path))
  return new RejectedError('players/path-not-mapped', {
    params: { group: group.name, player, path: folder, known, count: roots.length },
  })
}
