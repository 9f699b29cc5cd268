import type { Db } from '../../db/db.ts'
import { DEFAULT_ARCHIVE } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
import { isSyncingOn } from '../sorting/sort-mode.ts'
import type { PeerCopiesOf, PeerCopy } from '../where/ports.ts'
import { type ProvenCopy, verifiedCopiesOf } from './proof-store.ts'
import { listOpenSyncs, listWaitingHashes } from './store.ts'

/** What is proven at another machine of these bytes, and what is on its way there. */
export const peerCopiesWith =
  ({ db, settings }: { db: Db; settings: () => Pick<ArchiveSettings, 'syncing'> }): PeerCopiesOf =>
  async (hashes) => {
    const proven = await verifiedCopiesOf(db.read, { sha256s: hashes })
    if (proven.length === 0 && !isSyncingOn(settings())) return { kind: 'not-set-up' }
    const copies = new Map<string, PeerCopy[]>()
    const add = (sha256: string, copy: PeerCopy): void => void copies.set(sha256, [...(copies.get(sha256) ?? []), copy])
    for (const copy of proven) add(copy.sha256, seenCopy(copy))
    for (const { batchId, hold, way } of await listOpenSyncs(db.read, DEFAULT_ARCHIVE)) {
      const waits = hold ?? { code: 'batch.syncs', params: {} }
      const waiting = await listWaitingHashes(db.read, batchId, hashes)
      for (const sha256 of waiting) add(sha256, { peer: way?.peer ?? '', verifiedAt: null, waits })
    }
    return { kind: 'answered', copies }
  }

const seenCopy = ({ peer, lookedAt }: ProvenCopy): PeerCopy => ({ peer, verifiedAt: lookedAt, waits: null })
