import { randomBytes } from 'node:crypto'
import type { Tx } from '../db/db.ts'
import { InvalidInputError } from '../kernel/errors.ts'
import { type FileIdentity, identityText, type SeenIdentity } from '../media/file-identity.ts'
import { type ExactPath, joinPath } from '../media/folder-listing.ts'
import { cleanName, showPath } from '../media/path-key.ts'
import { MARKER_NAME, QUARANTINE_FOLDER, TRASH_FOLDER } from './marker.ts'
import type { FileRef, MoveKind, NewMove, NewQuarantine, NewTrash, OnIdentical } from './model.ts'
import { isContained } from './rel-path.ts'
import { insertMoves, type NewMoveRow, pathColumns } from './store.ts'

export interface Draft {
  kind: MoveKind
  from: FileRef
  seen: SeenIdentity | FileIdentity
  mtimeNs: bigint
  sha256?: string | undefined
  to: FileRef
  ref: string
  group?: string | undefined
  onIdentical?: OnIdentical | undefined
  keeper?: { rootId: number; relPath: string } | undefined
  parentId?: number | undefined
}

/** @throws InvalidInputError `transfer/bad-path`: a path that is no file below its root, or that leads onto itself */
export async function insertDrafts(tx: Tx, drafts: readonly Draft[], now: number): Promise<number[]> {
  return insertMoves(
    tx,
    drafts.map((draft) => toRow(draft, now)),
  )
}

function toRow(draft: Draft, now: number): NewMoveRow {
  requireUsable(draft.from)
  requireUsable(draft.to)
  const [from, to] = [pathColumns(draft.from.relPath), pathColumns(draft.to.relPath)]
  if (draft.from.rootId === draft.to.rootId && from.rel === to.rel && from.raw === null) {
    throw new InvalidInputError('transfer/bad-path', { params: { path: from.rel } })
  }
  return {
    op: randomBytes(8).toString('hex'),
    kind: draft.kind,
    state: 'planned',
    ref: draft.ref,
    group_key: draft.group ?? null,
    from_root: draft.from.rootId,
    from_rel: from.rel,
    from_raw: from.raw,
    to_root: draft.to.rootId,
    to_rel: to.rel,
    to_raw: to.raw,
    identity: identityText(draft.seen),
    size: draft.seen.size,
    mtime_ns: String(draft.mtimeNs),
    sha256: draft.sha256 ?? null,
    placed_identity: null,
    read_back_at: null,
    on_identical: draft.onIdentical ?? 'keep',
    keeper_root: draft.keeper?.rootId ?? null,
    keeper_rel: draft.keeper?.relPath ?? null,
    parent_id: draft.parentId ?? null,
    result: null,
    prepared_at: now,
    settled_at: null,
  }
}

function requireUsable({ relPath }: FileRef): void {
  if (isContained(relPath) && relPath !== MARKER_NAME) return
  throw new InvalidInputError('transfer/bad-path', { params: { path: showPath(relPath) } })
}

export function draftMove(move: NewMove): Draft {
  const { kind, from, identity, sha256, to, ref, group, onIdentical } = move
  return { kind, from, seen: identity, mtimeNs: identity.mtimeNs, sha256, to, ref, group, onIdentical }
}

export interface Places {
  /** The root whose `.patchbay-trash` takes what leaves this one; itself unless another was set. */
  trashRootOf(rootId: number): number
  now: number
}

export function draftTrash(items: readonly NewTrash[], places: Places): Draft[] {
  const token = randomBytes(4).toString('hex')
  return items.map(({ from, identity, sha256, ref, keeper }) => ({
    kind: 'trash',
    from,
    seen: identity,
    mtimeNs: identity.mtimeNs,
    sha256,
    to: trashSpot(from, { ...places, token }),
    ref,
    keeper,
  }))
}

/** `<trash>/<day>/<token>/<root>/<path>`: the path as it was, so that a person finds it too. */
export function trashSpot(from: FileRef, places: Places & { token: string }): FileRef {
  const folder = `${TRASH_FOLDER}/${dayOf(places.now)}/${places.token}/${from.rootId}`
  return { rootId: places.trashRootOf(from.rootId), relPath: joinPath(folder, from.relPath) }
}

export function draftQuarantine(items: readonly NewQuarantine[], now: number): Draft[] {
  return items.map(({ from, identity, sha256, ref }) => {
    const name = cleanName(`${randomBytes(4).toString('hex')}-${flat(from.relPath)}`).name
    const to = { rootId: from.rootId, relPath: `${QUARANTINE_FOLDER}/${dayOf(now)}/${name}` }
    return { kind: 'quarantine', from, seen: identity, mtimeNs: identity.mtimeNs, sha256, to, ref }
  })
}

function flat(path: ExactPath): string {
  return showPath(path).replaceAll('/', '__')
}

/** UTC: a folder's name, not anybody's calendar. */
function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10)
}
