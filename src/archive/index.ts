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
export { type PeerCopy, verifiedCopiesOf } from './syncing/proof-store.ts'
