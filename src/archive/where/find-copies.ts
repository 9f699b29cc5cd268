import { lstat } from 'node:fs/promises'
import type { Db } from '../../db/db.ts'
import { instant } from '../../kernel/contract.ts'
import { errnoOf, identityOf, parseSeenIdentity, type FileIdentity } from '../../media/file-identity.ts'
import { joinPath } from '../../media/folder-listing.ts'
import type { Roots, RootStatus } from '../../transfer/index.ts'
import type { ArchiveFolders } from '../folders.ts'
import { listOpenOf } from '../integrity/finding-store.ts'
import { findReadings, type ReadFacts } from '../integrity/store.ts'
import type { Finding } from '../integrity/model.ts'
import { DEFAULT_ARCHIVE, type Item, type SaidCode } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
import type { AskedFile } from './contract.ts'
import { judgeCopies, type OwnCopy, type Verdict, type Wanted, wantedCopies } from './judge-copies.ts'
import type { PeerCopiesOf, PeerCopy } from './ports.ts'
import { listItemsByHash } from '../items/copy-store.ts'

export interface WhereDeps {
  db: Db
  roots: Pick<Roots, 'check' | 'get'>
  folders: ArchiveFolders
  settings: () => ArchiveSettings
  peerCopiesOf: PeerCopiesOf
  /** When the next nightly check is due, epoch ms; null when it is switched off. */
  nextCheckAt: () => Promise<number | null>
}

export interface Whereabouts {
  sha256: string
  verdict: Verdict
  own: readonly OwnCopy[]
  peers: readonly PeerCopy[]
  missing: readonly SaidCode[]
}

/** Looks at once. */
const IN_FLIGHT = 32

/**
 * Which verified copies exist of each file, held against the disk now: a copy counts by a hash that was read from it, as
 * long as nothing about it has changed since. The asker's own file is no copy of itself.
 */
export async function findCopies(
  deps: WhereDeps,
  files: readonly AskedFile[],
): Promise<{ answers: Whereabouts[]; wants: readonly Wanted[] }> {
  const hashes = [...new Set(files.map(({ sha256 }) => sha256))]
  const items = await listItemsByHash(deps.db.read, DEFAULT_ARCHIVE, hashes)
  const look = await openLook(deps, items)
  const copies = new Map<number, OwnCopy & { identity: FileIdentity | undefined }>()
  for (let start = 0; start < items.length; start += IN_FLIGHT) {
    const chunk = items.slice(start, start + IN_FLIGHT)
    const looked = await Promise.all(chunk.map(look))
    for (const copy of looked) copies.set(copy.itemId, copy)
  }
  const peer = await deps.peerCopiesOf(hashes)
  const wants = wantedCopies(deps.settings().safe.copies, peer)
  const byHash = Map.groupBy(items, (item) => item.sha256)
  const answers = files.map(({ sha256, self }) => {
    const own = (byHash.get(sha256) ?? []).flatMap((item) => {
      const copy = copies.get(item.itemId)
      if (copy === undefined) return []
      return [isItself(deps.folders.pathOf(item), copy.identity, self) ? { ...copy, state: ITSELF } : copy]
    })
    const peers = peer.kind === 'answered' ? (peer.copies.get(sha256) ?? []) : []
    return { sha256, own, peers, ...judgeCopies(own, { answer: peer, copies: peers }, wants) }
  })
  return { answers, wants }
}

const no = (code: string, params: SaidCode['params'] = {}): OwnCopy['state'] => ({
  kind: 'no',
  why: { code: `where.${code}`, params },
})
const ITSELF = no('itself')

/** The same path and the same inode: on this machine, that is the file that was asked about. */
function isItself(path: string, identity: FileIdentity | undefined, self: AskedFile['self']): boolean {
  if (self === undefined || identity === undefined) return false
  return self.path === path && self.dev === String(identity.dev) && self.ino === String(identity.ino)
}

type Look = (item: Item) => Promise<OwnCopy & { identity: FileIdentity | undefined }>

/** Asks each folder once whether it is there, and the rows what is known of the readings. */
async function openLook(deps: WhereDeps, items: readonly Item[]): Promise<Look> {
  const ids = items.map((item) => item.itemId)
  const [readings, open, nextCheckAt] = await Promise.all([
    findReadings(deps.db.read, ids),
    listOpenOf(deps.db.read, ids),
    deps.nextCheckAt(),
  ])
  const findingOf = new Map(open.map((finding) => [finding.itemId, finding]))
  const status = new Map<number, { path: string; status: RootStatus }>()
  for (const rootId of new Set(items.map((item) => item.rootId)))
    status.set(rootId, { path: (await deps.roots.get(rootId)).path, status: await deps.roots.check(rootId) })
  return async (item) => {
    const copy = { place: placeOf(deps, item), rootId: item.rootId, relPath: item.relPath, itemId: item.itemId }
    if (item.state === 'gone') return { ...copy, identity: undefined, state: no('gone') }
    const root = status.get(item.rootId)
    if (root === undefined || root.status.kind === 'offline') {
      const reason = root?.status.kind === 'offline' ? root.status.reason : 'missing'
      const why = { code: 'where.offline', params: { folder: deps.folders.rootName(item.rootId), reason } }
      return { ...copy, identity: undefined, state: { kind: 'failed', why } }
    }
    const looked = await lookAt(root.path, item)
    if ('state' in looked) return { ...copy, identity: undefined, state: looked.state }
    const facts = { item, identity: looked, reading: readings.get(item.itemId), finding: findingOf.get(item.itemId) }
    return { ...copy, identity: looked, state: stateOf(copy.place, facts, nextCheckAt) }
  }
}

async function lookAt(rootPath: string, item: Item): Promise<FileIdentity | { state: OwnCopy['state'] }> {
  const exact = item.relRaw === null ? item.relPath : Buffer.from(item.relRaw, 'hex')
  try {
    return identityOf(await lstat(joinPath(rootPath, exact), { bigint: true }))
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return { state: no('gone') }
    return { state: { kind: 'failed', why: { code: 'where.unreadable', params: { path: item.relPath, errno } } } }
  }
}

const PLACES: Partial<Record<Item['state'], OwnCopy['place']>> = {
  filed: 'archive',
  batched: 'batch',
  aside: 'duplicates',
  trashed: 'trash',
}
const placeOf = ({ folders }: WhereDeps, item: Item): OwnCopy['place'] => {
  if (item.state === 'gone') return item.rootId === folders.current().archive.id ? 'archive' : 'intake'
  return PLACES[item.state] ?? 'intake'
}

const IN_PLACE = { intake: 'in-intake', batch: 'in-batch', duplicates: 'in-duplicates', trash: 'in-trash' } as const

interface Facts {
  item: Item
  identity: FileIdentity
  reading: ReadFacts | undefined
  finding: Finding | undefined
}

function stateOf(
  place: OwnCopy['place'],
  { item, identity, reading, finding }: Facts,
  nextCheckAt: number | null,
): OwnCopy['state'] {
  if (place !== 'archive') return no(IN_PLACE[place])
  if (finding !== undefined) return no(`damaged.${finding.kind}`)
  if (reading === undefined || reading.readAt === null || reading.readIdentity === null || reading.readBy === null) {
    return nextCheckAt === null ? no('not-read') : no('not-read-yet', { at: instant(nextCheckAt) })
  }
  if (item.size === identity.size && isAsRead(reading.readIdentity, identity))
    return { kind: 'verified', at: reading.readAt, by: reading.readBy }
  return nextCheckAt === null ? no('changed-since') : no('changed-since-read', { at: instant(nextCheckAt) })
}

/** The ctime counts as well, unless it was a move of ours that changed it. */
function isAsRead(text: string, now: FileIdentity): boolean {
  const then = parseSeenIdentity(text)
  return (
    then.dev === now.dev &&
    then.ino === now.ino &&
    then.size === now.size &&
    then.mtimeNs === now.mtimeNs &&
    (then.ctimeNs === undefined || then.ctimeNs === now.ctimeNs)
  )
}
