import type { TitleIds } from '../../titles/model.ts'
import type { FolderWord, Note } from '../model.ts'
import type { PlaceTree } from '../tree/model.ts'
import { artKindOf, type NamedFile, nameFile, stemFor, useOf } from './classify.ts'
import { readImage } from '../../../media/images/read-image.ts'
import type { ReadArt, ReadFile } from './model.ts'
import { readTrackWords } from '../../../media/names/track-words.ts'

/** One place that is being read, in a thread. */
export interface OpenPlace {
  rootPath: string
  relPath: string
  unit: string
  /** A person's. */
  word: FolderWord
  /** By another program. */
  toldIds: TitleIds
  files: readonly NamedFile[]
  notes: Note[]
  takesArt: boolean
}

export function openPlace(
  tree: PlaceTree,
  { rootPath, word, toldIds, takesArt }: Pick<OpenPlace, 'rootPath' | 'word' | 'toldIds' | 'takesArt'>,
): OpenPlace {
  const files = tree.files.map((file) => nameFile(file, { relPath: tree.relPath, word }))
  return { rootPath, relPath: tree.relPath, unit: tree.unit, word, toldIds, files, notes: [], takesArt }
}

export const direct = (files: readonly NamedFile[]): NamedFile[] =>
  files.filter(({ inPlace }) => !inPlace.includes('/'))

/** The name of the folder itself. */
export const folderName = (relPath: string): string => relPath.slice(relPath.lastIndexOf('/') + 1)

/** Folders of the cast are theirs alone. */
const isOfCast = ({ inPlace }: NamedFile): boolean => /(?:^|\/)\.actors\//i.test(inPlace)

export interface ArtWish {
  /** Pictures with another beginning belong to other titles of the place. */
  stem: string | null
  /** All stems of the place; a picture without any of them belongs to the folder's title. */
  stems: readonly string[]
  isFoldersTitle: boolean
  season?: number | 'all' | null
}

/** The pictures of a title in the place. */
export function artFor(place: OpenPlace, wish: ArtWish): ReadArt[] {
  if (!place.takesArt) return []
  return place.files
    .filter((file) => file.kind === 'image' && !isOfCast(file) && isArtOf(file, wish))
    .flatMap((file) => {
      const kind = artKindOf(file)
      if (kind === undefined) return []
      const size = readImage(`${place.rootPath}/${file.relPath}`)
      const { width = null, height = null } = size ?? {}
      return [{ relPath: file.relPath, kind, language: file.said?.language ?? null, width, height }]
    })
}

export function isArtOf(file: NamedFile, { stem, stems, isFoldersTitle, season = null }: ArtWish): boolean {
  const said = file.companion.is === 'artwork' ? file.companion.season : null
  if (said !== season) return false
  const own = stemFor(file.stem, stems)
  return own === undefined ? isFoldersTitle : own === stem
}

/** How a file stands in its row. */
export function toReadFile(file: NamedFile, { use = useOf(file), titleKey, stems = [] }: Seat): ReadFile {
  const { relPath, size, mtimeMs, inode, kind } = file
  const isTrack = use === 'subtitle' || use === 'audio'
  const spoken = isTrack ? readTrackWords(file.stem, stemFor(file.stem, stems)).language : null
  return { relPath, size, mtimeMs, inode, kind, use, language: file.said?.language ?? spoken, titleKey }
}

interface Seat {
  use?: string
  titleKey: string | null
  stems?: readonly string[]
}
