import type { ExactPath } from '../../media/folder-listing.ts'
import type { SeenIdentity } from '../../media/file-identity.ts'
import type { MoveKind, MoveState, Refusal, Verify } from '../model.ts'

/** A place on this machine: the root's path, and the path below it. */
export interface Spot {
  root: string
  relPath: ExactPath
}

/** A journal row as the movers need it. */
export interface Item {
  id: number
  op: string
  kind: MoveKind
  state: MoveState
  from: Spot
  to: Spot
  seen: SeenIdentity
  placed: SeenIdentity | undefined
  mtimeNs: bigint
  sha256: string | undefined
  keeper: Spot | undefined
  /** The row says that a copy may be written under its own name: only then it is. */
  inPlace: boolean
}

/** A root that must show its marker before anything is done below it. */
export interface MarkedRoot {
  path: string
  marker: string
}

/** Why a whole chunk stopped: not one file's fault. */
export interface Stop {
  code: 'disk-full' | 'read-only' | 'root-offline'
  root: string
  errno: string
  neededBytes?: number
  freeBytes?: number
}

export type ItemResult =
  /** `placed`: of the copy, which was read back from the disk and found right. */
  | { id: number; kind: 'placed'; placed: SeenIdentity | undefined; sha256: string | undefined; readBackAt?: number }
  /** The source is gone and our file is at the target: an earlier run did it. */
  | { id: number; kind: 'settled' }
  | { id: number; kind: 'copy-needed' }
  /** The target's disk knows no hard links, and the row does not say yet that the copy is written in place. */
  | { id: number; kind: 'in-place-needed' }
  | { id: number; kind: 'there'; relPath: string }
  /** `seen`: what the source is now, where giving and taking back a name changed its ctime. */
  | { id: number; kind: 'refused'; refusal: Refusal; seen?: SeenIdentity }
  /** Placed, but the source could not be taken away and the target not taken back: the row stays `placed`. */
  | { id: number; kind: 'unsettled'; refusal: Refusal }
  /** Back to where it was: nothing at the target, the source untouched. */
  | { id: number; kind: 'withdrawn'; seen: SeenIdentity }

/** Items without a result were not reached. */
export interface ChunkReply {
  results: ItemResult[]
  stop: Stop | undefined
}

/** What is on the disk for a row that a crash left open. */
export type Finding =
  | { id: number; kind: 'placed'; placed: SeenIdentity | undefined }
  | { id: number; kind: 'settled' }
  | { id: number; kind: 'planned'; removed: number }
  | { id: number; kind: 'lost' }
  | { id: number; kind: 'undecided'; refusal: Refusal }

export type Request =
  | { call: 'survey'; roots: MarkedRoot[]; spots: Spot[] }
  | { call: 'place'; roots: MarkedRoot[]; items: Item[]; verify: Verify }
  | { call: 'copy'; roots: MarkedRoot[]; items: Item[]; reserveBytes: number }
  | { call: 'settle'; roots: MarkedRoot[]; items: Item[] }
  | { call: 'withdraw'; roots: MarkedRoot[]; items: Item[] }
  | { call: 'inspect'; roots: MarkedRoot[]; items: Item[] }
  | { call: 'purge'; roots: MarkedRoot[]; items: Item[] }
  | { call: 'removeFolders'; roots: MarkedRoot[]; spots: Spot[] }

export interface Replies {
  /** Folders that have to be made, parents first. */
  survey: { missing: Spot[]; stop: Stop | undefined }
  place: ChunkReply
  copy: ChunkReply
  settle: ChunkReply
  withdraw: ChunkReply
  inspect: { findings: Finding[]; stop: Stop | undefined }
  /** `settled` is gone for good. */
  purge: ChunkReply
  removeFolders: { removed: Spot[]; stop: Stop | undefined }
}
