import { instant, instantOrNull } from '../../kernel/contract.ts'
import type { ArchiveFolders } from '../folders.ts'
import { sayReason } from '../items/views.ts'
import type { CopyView, WhereView } from './contract.ts'
import type { Whereabouts } from './find-copies.ts'
import type { OwnCopy } from './judge-copies.ts'
import type { PeerCopy } from './ports.ts'

export const toWhereView = (found: Whereabouts, folders: ArchiveFolders): WhereView => ({
  sha256: found.sha256,
  verdict: found.verdict,
  copies: [...found.own.map((copy) => ownView(copy, folders)), ...found.peers.map(peerView)],
  missing: found.missing.map(sayReason),
})

const ownView = ({ place, rootId, relPath, itemId, state }: OwnCopy, folders: ArchiveFolders): CopyView => ({
  place,
  name: folders.rootName(rootId),
  path: relPath,
  itemId,
  isVerified: state.kind === 'verified',
  verifiedAt: state.kind === 'verified' ? instant(state.at) : null,
  verifiedBy: state.kind === 'verified' ? state.by : null,
  reason: state.kind === 'verified' ? null : sayReason(state.why),
})

const peerView = ({ peer, verifiedAt, waits }: PeerCopy): CopyView => ({
  place: 'peer',
  name: peer,
  path: null,
  itemId: null,
  isVerified: verifiedAt !== null,
  verifiedAt: instantOrNull(verifiedAt),
  verifiedBy: verifiedAt === null ? null : 'peer',
  reason: waits === null ? null : sayReason(waits),
})
