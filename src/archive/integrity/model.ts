export type ReadBy = 'move' | 'check'
export type CheckScope = 'share' | 'new' | 'all' | 'folder'
export type CheckState = 'running' | 'done' | 'out-of-time' | 'stopped' | 'failed'
export type FindingKind = 'rotten' | 'changed' | 'unsteady' | 'unreadable' | 'missing'
export type FindingState = 'open' | 'accepted' | 'mended'

/** A check of the archive against the hashes on record. */
export interface Check {
  checkId: number
  archiveId: number
  jobId: number
  runId: number
  scope: CheckScope
  /** Below the archive, or one file; empty for all of it. */
  folder: string
  state: CheckState
  actor: string
  startedAt: number
  finishedAt: number | null
  filesRead: number
  bytesRead: number
  filesAdded: number
  findings: number
}

/** A file that is not what its record says. Nothing changes it: a person restores it, or says that it is right. */
export interface Finding {
  findingId: number
  itemId: number
  checkId: number
  kind: FindingKind
  expectedSha256: string | null
  foundSha256: string | null
  foundIdentity: string | null
  errno: string | null
  foundAt: number
  state: FindingState
  decidedAt: number | null
  decidedBy: string | null
}

/** A filed file as a check needs it. */
export interface DueFile {
  itemId: number
  relPath: string
  relRaw: string | null
  size: number
  /** As it was filed, or last read. */
  identity: string
  sha256: string | null
  /** Epoch ms of the last look; 0 when there was none. */
  checkedAt: number
}

/** Findings of which a person can say that the file is right as it is. */
export const ACCEPTABLE: readonly FindingKind[] = ['rotten', 'changed', 'missing']

/** The three cards: what is wrong with the bytes, what can't be read, and what is gone. */
export const CARD_OF: Record<FindingKind, 'damaged' | 'unreadable' | 'missing'> = {
  rotten: 'damaged',
  changed: 'damaged',
  unsteady: 'damaged',
  unreadable: 'unreadable',
  missing: 'missing',
}

/** How long ago files were last read, by the number of days; the last one holds those that never were. */
export const AGES_DAYS = [1, 7, 30, 90, 180, 365] as const
