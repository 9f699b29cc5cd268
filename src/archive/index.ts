export { archiveSettings, type ArchiveSettings } from './settings.ts'
export { RunArchive } from './jobs.ts'
export type { ArchiveRun, FindEqualFiles, HashFiles, MakeThumbnail, RunLedger, Thumbnail } from './ports.ts'
