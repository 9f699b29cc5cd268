import type { SaidCode } from '../model.ts'

/** A copy at a peer, by what syncing knows of it. */
export interface PeerCopy {
  peer: string
  /** When the peer was last known to have exactly these bytes, epoch ms; null while that is not known. */
  verifiedAt: number | null
  /** What it waits for while it is not verified; words at `reason.<code>`. */
  waits: SaidCode | null
}

export type PeerAnswer =
  /** Nothing is kept the same anywhere else. */
  | { kind: 'not-set-up' }
  /** It could not be looked: that is no "there is none". */
  | { kind: 'failed'; why: SaidCode }
  /** Copies by sha256; what is not in it has none. */
  | { kind: 'answered'; copies: ReadonlyMap<string, readonly PeerCopy[]> }

/** Which copies peers have of these bytes, by sha256 in lower-case hex. */
export type PeerCopiesOf = (hashes: readonly string[]) => Promise<PeerAnswer>
