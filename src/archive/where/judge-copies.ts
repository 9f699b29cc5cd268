import type { ArchiveSettings } from '../settings.ts'
import type { SaidCode } from '../model.ts'
import type { PeerAnswer, PeerCopy } from './ports.ts'

export type Wanted = 'archive' | 'peer'
export type Verdict = 'safe' | 'not-safe' | 'unknown' | 'could-not-look'

/** A copy that our own rows speak of, held against the disk. */
export interface OwnCopy {
  place: 'archive' | 'intake' | 'batch' | 'duplicates' | 'trash'
  rootId: number
  relPath: string
  itemId: number
  state:
    | { kind: 'verified'; at: number; by: 'move' | 'check' }
    /** Does not count, and why. */
    | { kind: 'no'; why: SaidCode }
    /** It could not be looked: no answer of "not there". */
    | { kind: 'failed'; why: SaidCode }
}

/** Which copies it takes. */
export function wantedCopies(copies: ArchiveSettings['safe']['copies'], peer: PeerAnswer): readonly Wanted[] {
  if (copies === 'archive') return ['archive']
  if (copies === 'archive-and-peer') return ['archive', 'peer']
  return peer.kind === 'not-set-up' ? ['archive'] : ['archive', 'peer']
}

/**
 * The one answer of a file. In doubt it is not safe; what could not be looked at is neither safe nor unknown.
 * @param peers of this file
 */
export function judgeCopies(
  own: readonly OwnCopy[],
  peer: { answer: PeerAnswer; copies: readonly PeerCopy[] },
  wanted: readonly Wanted[],
): { verdict: Verdict; missing: SaidCode[] } {
  const missing: SaidCode[] = []
  const inArchive = own.filter(({ place }) => place === 'archive')
  const failed: SaidCode[] = []
  if (!inArchive.some(({ state }) => state.kind === 'verified')) {
    const asked = inArchive.flatMap(({ state }) => (state.kind === 'failed' ? [state.why] : []))
    const short = inArchive.flatMap(({ state }) => (state.kind === 'no' ? [state.why] : []))
    failed.push(...asked)
    missing.push(...(asked.length > 0 ? asked : short.length > 0 ? short : [whereElse(own)]))
  }
  if (wanted.includes('peer') && !peer.copies.some(({ verifiedAt }) => verifiedAt !== null)) {
    const lack = lackAtPeer(peer)
    if (peer.answer.kind === 'failed') failed.push(lack)
    missing.push(lack)
  }
  if (missing.length === 0) return { verdict: 'safe', missing }
  if (own.length === 0 && peer.copies.length === 0) return { verdict: 'unknown', missing: [] }
  return { verdict: failed.length > 0 ? 'could-not-look' : 'not-safe', missing }
}

const said = (code: string): SaidCode => ({ code: `where.${code}`, params: {} })

/** It is not in the archive: what becomes of it where it is. */
function whereElse(own: readonly OwnCopy[]): SaidCode {
  for (const place of ['batch', 'intake', 'duplicates', 'trash'] as const) {
    const found = own.find((copy) => copy.place === place)
    if (found !== undefined && found.state.kind !== 'verified') return found.state.why
  }
  return said('not-in-archive')
}

function lackAtPeer({ answer, copies }: { answer: PeerAnswer; copies: readonly PeerCopy[] }): SaidCode {
  if (answer.kind === 'failed') return answer.why
  if (answer.kind === 'not-set-up') return said('no-peer')
  return copies.find(({ waits }) => waits !== null)?.waits ?? said('not-at-peer')
}
