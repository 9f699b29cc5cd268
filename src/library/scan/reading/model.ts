import type { ArtKind, TitleFacts, TitleIds, TitleKind } from '../../titles/model.ts'
import type { Note, SpokenWord } from '../model.ts'
import type { TreeProblem } from '../tree/model.ts'

export type FileKind = 'video' | 'audio' | 'image' | 'nfo' | 'subtitle' | 'text' | 'archive' | 'other'

/** One file of a place. */
export interface ReadFile {
  /** Below the root of the library. */
  relPath: string
  size: number
  mtimeMs: number
  inode: string
  kind: FileKind
  /** `main`, `part`, `version`, `poster`, `trailer`, …; `unknown` when nothing tells. */
  use: string
  language: string | null
  /** `key` of the title that it belongs to. */
  titleKey: string | null
}

export interface ReadArt {
  relPath: string
  kind: ArtKind
  language: string | null
  width: number | null
  height: number | null
}

export interface ReadNfoFile {
  relPath: string
  /** Of its bytes: what Patchbay wrote itself is no source. */
  sha256: string
  facts: TitleFacts
  ids: TitleIds
}

/** A film that could be one of several files. */
export interface MainChoice {
  /** In question, by name. */
  candidates: readonly string[]
  /** What the name of the folder speaks for, if one. */
  named: string | null
}

/** One title as its place tells it. */
export interface ReadTitle {
  /** Unique within the place: what else refers to the title by. */
  key: string
  kind: TitleKind
  /** Of a season, an episode, an album or a song: the title above, in this place or one of the same unit. */
  above: Above | null
  number: number | null
  /** Told by names. */
  named: TitleFacts
  namedIds: TitleIds
  /** Of a title that has a folder for itself: what a person said of that. */
  said: SpokenWord | null
  /** The main file; null where there is none, or it has to be chosen. */
  main: string | null
  choice: MainChoice | null
  /** In their order, the main file among them; empty unless it is in several. */
  parts: readonly string[]
  nfos: readonly ReadNfoFile[]
  /** Tags of an audio file. */
  tagged: TitleFacts | null
  durationMs: number | null
  art: readonly ReadArt[]
  care: Note | null
}

/** How a title above is found: by its kind and, of a season, its number; of an artist or album, its name. */
export type Above =
  | { kind: 'series'; name: string | null }
  | { kind: 'season'; series: string | null; season: number }
  | { kind: 'artist'; name: string }
  | { kind: 'album'; artist: string; name: string; year: number | null }

export interface PlaceReading {
  is: 'read'
  relPath: string
  unit: string
  sum: string
  files: readonly ReadFile[]
  titles: readonly ReadTitle[]
  notes: readonly Note[]
}

export interface PlaceGone {
  is: 'gone'
  relPath: string
  unit: string
}

export interface PlaceFailed {
  is: 'failed'
  relPath: string
  unit: string
  code: string
  params: Note['params']
}

export type PlaceAnswer = PlaceReading | PlaceGone | PlaceFailed

export type { TreeProblem }
