import type { Params } from '../../kernel/errors.ts'
import type { ArtKind, KnownFacts, TitleKind } from '../titles/model.ts'

/** What a file beside the media is. */
export type PublishedKind = 'nfo' | ArtKind

/** A title with all that is written of it. */
export interface PublishableTitle {
  titleId: number
  libraryId: number
  kind: TitleKind
  title: string
  year: number | null
  /** Of a season, an episode. */
  number: number | null
  /** Of the season that an episode belongs to. */
  seasonNumber: number | null
  facts: KnownFacts
  /** Below the root; null when it has none of its own. */
  folder: string | null
  /** Of the series, for a season. */
  seriesFolder: string | null
  /** Name of the main file, in its folder. */
  mainFile: string | null
  /** No other film lies in its folder. */
  hasOwnFolder: boolean
  /** Episodes of the same file, this one among them, in their order. */
  ofSameFile: readonly EpisodeFacts[]
  art: readonly ChosenArt[]
}

export interface EpisodeFacts {
  titleId: number
  number: number | null
  seasonNumber: number | null
  facts: KnownFacts
}

export interface ChosenArt {
  kind: ArtKind
  place: number
  source: 'local' | 'provider' | 'upload'
  ref: string
  /** Null while it is not in the cache. */
  sha256: string | null
  ending: 'jpg' | 'png' | 'webp' | 'gif' | null
}

/** Where something belongs, and which names players read there: any of them that is taken stands for it. */
export interface Target {
  kind: PublishedKind
  /** Below the root; empty for the root itself. */
  folder: string
  /** Without its ending for a picture; whole for an NFO. The first is the one that Patchbay writes. */
  names: readonly [string, ...string[]]
  art?: ChosenArt
}

/** Words: `publish.act.<act>`. */
export type PublishAct = 'write' | 'replace' | 'take-over' | 'discard' | 'same' | 'keep' | 'wait'

/** What would be done, or was done, with one file. */
export interface PublishStep {
  act: PublishAct
  kind: PublishedKind
  relPath: string
  /** What lies there now. */
  before: string | null
  /** What is to lie there. */
  after: string | null
  /** Why it stays. Words: `error.<code>` or `reason.<code>`. */
  reason?: { code: string; params: Params }
}

/** A step with its bytes, while it is carried out. */
export interface PreparedStep extends PublishStep {
  bytes: Uint8Array | null
  beforeBytes: Uint8Array | null
}

export const CHANGING: ReadonlySet<PublishAct> = new Set(['write', 'replace', 'take-over', 'discard'])
/** The last publication of a title can be taken back for so long. */
export const UNDO_MS = 90 * 86_400_000
/** Ending of a file's former content in the cache; what it is tells its path. */
export const SNAPSHOT = 'bin'
