export { archiveSettings, type ArchiveSettings } from './settings.ts'
export { RunArchive } from './jobs.ts'
export type {
  ArchiveRun,
  FindEqualFiles,
  HashFiles,
  MakeThumbnail,
  RunLedger,
  OpenSyncedFolder,
  Thumbnail,
} from './ports.ts'
export { CheckIntegrity } from './integrity/jobs.ts'
export { type ProvenCopy, verifiedCopiesOf } from './syncing/proof-store.ts'
export type { PeerAnswer, PeerCopiesOf, PeerCopy } from './where/ports.ts'
