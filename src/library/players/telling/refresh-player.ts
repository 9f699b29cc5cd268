import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { EffectContext, EffectExecutor, Fields, Look } from '../../../deliveries/index.ts'
import { joinForeign, keyBelow } from '../../../kernel/foreign-path.ts'
import type { PlayersDeps } from '../deps.ts'
import { CHANGES, type KnownItem, MEDIA_KINDS } from '../model.ts'
import { Player, type Telling } from '../ports.ts'
import { dropStates, keepStates, listStates } from './store.ts'

/** Stands in rows. */
export const REFRESH_PLAYER = 'library.player-refresh'

const MINUTE_MS = 60_000
/** Jellyfin waits a minute for further changes before it looks; ten to fifteen were seen. */
const SHOWN_WITHIN_MS = 30 * MINUTE_MS

export const RefreshParams = z.object({
  groupId: z.number().int(),
  root: z.string(),
  folder: z.string(),
  kind: z.enum(MEDIA_KINDS),
  change: z.enum(CHANGES),
  title: z.string(),
  wanted: z.array(z.string()),
  present: z.array(z.string()).nullable(),
  changed: z.array(z.string()).nullable(),
  isOneOfMany: z.boolean(),
  /** False where its folders can't be asked for, so that nothing there proves anything. */
  isPlaceSure: z.boolean(),
  isLibrary: z.boolean().default(false),
})
export type RefreshParams = z.output<typeof RefreshParams>

/** What must be read back. */
export function meantOf({ change, wanted, folder }: Pick<Telling, 'change' | 'wanted' | 'folder'>): Fields {
  if (change === 'removed') return { 'player-folder': folder, 'player-state': 'gone' }
  const files: Fields = wanted.length === 0 ? {} : { 'player-files': String(wanted.length) }
  return { 'player-folder': folder, 'player-state': 'known', ...files }
}

function foundOf({ wanted, folder }: RefreshParams, items: readonly KnownItem[]): Fields {
  const known = new Set(items.map(({ file }) => keyBelow(file, folder)))
  const files = wanted.filter((file) => known.has(keyBelow(joinForeign(folder, file.split('/')), folder)))
  return {
    'player-folder': folder,
    'player-state': items.length === 0 ? 'gone' : 'known',
    ...(wanted.length === 0 ? {} : { 'player-files': String(files.length) }),
  }
}

const isAsMeant = (meant: Fields, found: Fields): boolean =>
  Object.entries(meant).every(([field, value]) => found[field] === value)

/** What the player knows of the folder, as one text: it is another one when it has read it anew. */
function markOf(items: readonly KnownItem[]): string {
  const marks = items.map(({ ref, mark }) => `${ref}=${mark ?? ''}`).toSorted()
  return createHash('sha256').update(marks.join(' ')).digest('hex').slice(0, 16)
}

const refOf = ({ deliveryId }: EffectContext, mark: string): string => `refresh-${deliveryId}-${mark}`

/**
 * Has a player look at a folder. What people watched is written down before anything is read anew, and is given back by
 * this try or a later one.
 */
export function refreshPlayer(deps: PlayersDeps): EffectExecutor<typeof RefreshParams> {
  const { db, clock } = deps
  const open = ({ connectionId }: EffectContext): Promise<Player> => deps.openPort(connectionId ?? 0, Player)
  return {
    kind: REFRESH_PLAYER,
    params: RefreshParams,
    remoteKind: 'refresh',
    isForgettable: true,
    isToldByItsRoom: true,
    // To tell it again is harmless.
    absenceIsSureAfterMs: 0,
    appearsWithinMs: SHOWN_WITHIN_MS,
    async look(params, context) {
      const player = await open(context)
      const items = params.isPlaceSure ? await player.find(params, context.signal) : undefined
      if (items === undefined) return { is: 'no-way' }
      return judge(params, { items, context, isPrompt: player.isPrompt, now: clock.now() })
    },
    async send(params, context) {
      const { signal } = context
      const player = await open(context)
      const { groupId, folder } = params
      const before = player.isPrompt || !params.isPlaceSure ? [] : ((await player.find(params, signal)) ?? [])
      const kept = await listStates(db.read, groupId, folder)
      const keep: Parameters<Player['tell']>[1]['keep'] = (states) =>
        db.tx((tx) =>
          states.length === 0
            ? dropStates(tx, groupId, folder)
            : keepStates(tx, { groupId, folder, states }, clock.now()),
        )
      await player.tell(params, { signal, kept, keep })
      await db.tx((tx) => dropStates(tx, groupId, folder))
      return { ref: refOf(context, markOf(before)) }
    },
  }
}

interface Seen {
  items: readonly KnownItem[]
  context: EffectContext
  isPrompt: boolean
  now: number
}

function judge(params: RefreshParams, { items, context, isPrompt, now }: Seen): Look {
  const found = foundOf(params, items)
  const { remoteRef, sentAt } = context
  const isRight = isAsMeant(meantOf(params), found)
  if (remoteRef === null) {
    // What changed is known already, and is told nevertheless.
    const isDone = isRight && params.change !== 'changed'
    return isDone ? { is: 'there', ref: refOf(context, markOf(items)), found } : { is: 'absent' }
  }
  if (isPrompt) return { is: 'there', ref: remoteRef, found }
  const isLate = now - (sentAt ?? now) >= SHOWN_WITHIN_MS
  // A player may keep what is gone until it empties its trash.
  if (!isRight) return isLate && params.change === 'removed' ? { is: 'no-way' } : { is: 'absent' }
  if (params.change !== 'changed' || isReadAnew(remoteRef, items)) return { is: 'there', ref: remoteRef, found }
  // It may have looked and found nothing new: there is no proof of either.
  return isLate ? { is: 'no-way' } : { is: 'absent' }
}

/** Without marks nothing tells. */
const isReadAnew = (remoteRef: string, items: readonly KnownItem[]): boolean => !remoteRef.endsWith(`-${markOf(items)}`)
