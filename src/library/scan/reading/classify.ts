import { readCompanion, type Companion } from '../../../media/names/companion.ts'
import {
  AUDIO_EXTENSIONS,
  IMAGE_EXTENSIONS,
  SUBTITLE_EXTENSIONS,
  VIDEO_EXTENSIONS,
} from '../../../media/names/extensions.ts'
import { extensionOf, isDiscFolder } from '../tree/folder-names.ts'
import type { TreeFile } from '../tree/model.ts'
import { ART_KINDS, type ArtKind } from '../../titles/index.ts'
import type { FolderWord } from '../model.ts'
import type { FileKind } from './model.ts'

const TEXTS = new Set('txt url website log md html htm pdf doc docx rtf csv json sfv md5 sha1 par2'.split(' '))
const ARCHIVES = new Set('zip rar 7z tar gz bz2 xz iso cab r00 r01'.split(' '))

export function kindOfFile(name: string): FileKind {
  const extension = extensionOf(name)
  if (VIDEO_EXTENSIONS.has(extension)) return 'video'
  if (SUBTITLE_EXTENSIONS.has(extension)) return 'subtitle'
  if (IMAGE_EXTENSIONS.has(extension)) return 'image'
  if (AUDIO_EXTENSIONS.has(extension)) return 'audio'
  if (extension === 'nfo' || name.toLowerCase() === 'movie.xml') return 'nfo'
  if (TEXTS.has(extension)) return 'text'
  return ARCHIVES.has(extension) || /^r\d\d$/.test(extension) ? 'archive' : 'other'
}

/** A file of a place with what its name says. */
export interface NamedFile extends TreeFile {
  /** Below the place. */
  inPlace: string
  stem: string
  kind: FileKind
  companion: Companion
  /** What a person said it is. */
  said: { use: string; language?: string | null } | undefined
  isDisc: boolean
}

/** @param filmStems of the films or episodes of the place: what a subtitle's name says beyond one is its own */
export function nameFile(file: TreeFile, { relPath, word }: { relPath: string; word: FolderWord }): NamedFile {
  const inPlace = relPath === '' ? file.relPath : file.relPath.slice(relPath.length + 1)
  const extension = extensionOf(file.name)
  return {
    ...file,
    inPlace,
    stem: extension === '' ? file.name : file.name.slice(0, -extension.length - 1),
    kind: kindOfFile(file.name),
    companion: readCompanion(inPlace),
    said: word.files?.[inPlace],
    isDisc: inPlace.split('/').slice(0, -1).some(isDiscFolder),
  }
}

/** The longest of the stems that the name begins with, as whole words. */
export function stemFor(stem: string, stems: readonly string[]): string | undefined {
  const key = stem.toLowerCase()
  return stems
    .filter(
      (one) =>
        key === one.toLowerCase() ||
        (key.startsWith(one.toLowerCase()) && /^[^\p{L}\p{N}]/u.test(key.slice(one.length))),
    )
    .toSorted((a, b) => b.length - a.length)[0]
}

const KINDS: ReadonlySet<string> = new Set(ART_KINDS)

/** The kind of artwork that a picture is, if it is one that titles have. */
export function artKindOf(file: NamedFile): ArtKind | undefined {
  const kind = file.said?.use ?? (file.companion.is === 'artwork' ? file.companion.kind : undefined)
  return kind !== undefined && KINDS.has(kind) ? (kind as ArtKind) : undefined
}

/** A word for what the file is, beside the main ones. */
export function useOf(file: NamedFile): string {
  if (file.said !== undefined) return file.said.use
  const { companion } = file
  if (file.isDisc) return 'disc'
  if (companion.is === 'artwork') return companion.kind
  if (companion.is === 'subtitle' || companion.is === 'audio') return companion.is
  return companion.is
}
