import type { Db } from '../../db/db.ts'
import type { Clock } from '../../kernel/clock.ts'
import { instant } from '../../kernel/contract.ts'
import { DEFAULT_ARCHIVE } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
import { isSyncingOn } from '../sorting/sort-mode.ts'
import type { PeerCopiesOf, PeerCopy } from '../where/ports.ts'
import { type ProvenCopy, verifiedCopiesOf } from './proof-store.ts'
import { listOpenSyncs, listWaitingHashes } from './store.ts'

/**
 * A copy that nobody has seen for that long proves nothing any more: the machine may have been replaced, or syncing switched
 * off, and then no night looks again.
 */
const LONGEST_UNSEEN_MS = 60 * 86_400_000

interface Deps {
  db: Db
  clock: Clock
  settings: () => Pick<ArchiveSettings, 'syncing'>
}

/** What is proven at another machine of these bytes, and what is on its way there. */
export const peerCopiesWith =
  ({ db, clock, settings }: Deps): PeerCopiesOf =>
  async (hashes) => {
    const proven = await verifiedCopiesOf(db.read, { sha256s: hashes })
    const now = clock.now()
    if (!isSyncingOn(settings()) && !proven.some((copy) => isSeenLately(copy, now))) return { kind: 'not-set-up' }
    const copies = new Map<string, PeerCopy[]>()
    const add = (sha256: string, copy: PeerCopy): void => void copies.set(sha256, [...(copies.get(sha256) ?? []), copy])
    for (const copy of proven) add(copy.sha256, seenCopy(copy, now))
    for (const { batchId, hold, way } of await listOpenSyncs(db.read, DEFAULT_ARCHIVE)) {
      const waits = hold ?? { code: 'batch.syncs', params: {} }
      const waiting = await listWaitingHashes(db.read, batchId, hashes)
      for (const sha256 of waiting) add(sha256, { peer: way?.peer ?? '', verifiedAt: null, waits })
    }
    return { kind: 'answered', copies }
  }

const isSeenLately = ({ lookedAt }: ProvenCopy, now: number): boolean => now - lookedAt <= LONGEST_UNSEEN_MS

function seenCopy(copy: ProvenCopy, now: number): PeerCopy {
  const { peer, lookedAt } = copy
  if (isSeenLately(copy, now)) return { peer, verifiedAt: lookedAt, waits: null }
  const params = { peer, at: instant(lookedAt) }
  return { peer, verifiedAt: null, waits: { code: 'where.not-seen-lately', params } }
}
