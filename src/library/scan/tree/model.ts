import type { LibraryKind } from '../../libraries/model.ts'

/** What a thread must know of a library. */
export interface TreeRules {
  kind: LibraryKind
  /** Patterns; see `compileIgnore`. */
  ignore: readonly string[]
}

export interface TreeFile {
  name: string
  /** Below the root of the library. */
  relPath: string
  size: number
  mtimeMs: number
  inode: string
}

export interface TreeFolder {
  name: string
  /** Below the root of the library; empty for the root itself. */
  relPath: string
  files: TreeFile[]
  folders: TreeFolder[]
}

/** What of a tree can't be known. Nothing is concluded from what was not seen. */
export interface TreeProblem {
  /** For people; a name that is no valid UTF-8 has its bytes as `\xff`. */
  relPath: string
  kind: 'unreadable' | 'not-utf8' | 'symlink' | 'too-deep'
  errno: string
}

/** A folder that is read for itself: it holds a title, a season, an album, or what nothing is known of. */
export interface Place {
  relPath: string
  /** The folder of the series or artist that it is part of; else its own. */
  unit: string
  /** Of names, sizes, times and inodes of all that belongs to it. */
  sum: string
  files: number
}

/** A place with what belongs to it. */
export interface PlaceTree {
  relPath: string
  unit: string
  /** Direct ones first, then those in folders of extras, subtitles and discs. */
  files: TreeFile[]
}
