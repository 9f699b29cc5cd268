import type { Library } from '../../libraries/index.ts'
import type { PlaceFailed, PlaceReading } from '../reading/model.ts'
import type { Scan } from '../store.ts'

/** What a file's streams are; `code` when they could not be read. */
export interface Probed {
  /** JSON of the facts. */
  streams: string | null
  durationMs: number | null
  lines: number | null
  failure: { code: string; params: object } | null
}

/** A title whose folder is not where it was. */
export interface Movable {
  titleId: number
  /** Of its main file. */
  relPath: string
  inode: string
  size: number
  mtimeMs: number
}

export interface ReadBatch {
  scan: Scan
  library: Library
  readings: readonly PlaceReading[]
  failures: readonly PlaceFailed[]
  /** By path; of files that were probed now. */
  probed: ReadonlyMap<string, Probed>
  movable: readonly Movable[]
  /** Whose job it is. */
  actor: string
  runId: number
  now: number
}
