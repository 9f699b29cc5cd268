import { readSeasonFolder } from '../../../media/names/season-folder.ts'
import type { LibraryKind } from '../../libraries/index.ts'
import { isAudio, isCompanionFolder, isDiscFolder, isPartFolder, isVideo } from './folder-names.ts'
import type { PlaceTree, TreeFile, TreeFolder } from './model.ts'

/**
 * The folders of a tree that are read for themselves, outermost first.
 * @param tree a folder directly below the root, or one below it whose `unit` is told; what lies in the root alone is `loosePlace`
 */
export function findPlaces(kind: LibraryKind, tree: TreeFolder): PlaceTree[] {
  if (kind === 'films') return filmPlaces(tree)
  return kind === 'series' ? seriesPlaces(tree) : musicPlaces(tree)
}

/** What lies in the root itself. */
export function loosePlace(root: TreeFolder): PlaceTree[] {
  return root.files.length === 0 ? [] : [{ relPath: root.relPath, unit: root.relPath, files: root.files }]
}

const place = (tree: TreeFolder, files: TreeFile[], unit = tree.relPath): PlaceTree => ({
  relPath: tree.relPath,
  unit,
  files,
})

export function allFiles(tree: TreeFolder): TreeFile[] {
  return [...tree.files, ...tree.folders.flatMap(allFiles)]
}

const hasBelow = (tree: TreeFolder, is: (name: string) => boolean): boolean =>
  tree.files.some(({ name }) => is(name)) || tree.folders.some((folder) => hasBelow(folder, is))

/** A film is in the folder itself, in the folders of a disc, or in those of its parts. */
const holdsFilm = ({ files, folders }: TreeFolder): boolean =>
  files.some(({ name }) => isVideo(name)) ||
  folders.some((folder) => (isDiscFolder(folder.name) || isPartFolder(folder.name)) && hasBelow(folder, isVideo))

/** A folder without a film among folders that have some belongs to nobody; below a film it belongs to that. */
function filmPlaces(tree: TreeFolder): PlaceTree[] {
  const isTitle = holdsFilm(tree)
  const isOwn = (folder: TreeFolder): boolean =>
    isTitle && (isCompanionFolder(folder.name) || !hasBelow(folder, isVideo))
  const own = tree.folders.filter(isOwn)
  const others = tree.folders.filter((folder) => !isOwn(folder))
  const files = [...tree.files, ...own.flatMap(allFiles)]
  return [...(files.length > 0 ? [place(tree, files)] : []), ...others.flatMap(filmPlaces)]
}

/** A series has a file that says so, episodes, or seasons; a folder that only gathers series is none. */
function seriesPlaces(tree: TreeFolder): PlaceTree[] {
  const isSeries =
    tree.files.some(({ name }) => name.toLowerCase() === 'tvshow.nfo' || isVideo(name)) ||
    tree.folders.some(({ name }) => readSeasonFolder(name, tree.name) !== undefined)
  if (isSeries) return [seriesPlace(tree), ...tree.folders.filter(isSeason).flatMap((one) => below(one, tree.relPath))]
  const files = tree.folders.some((folder) => hasBelow(folder, isVideo)) ? tree.files : allFiles(tree)
  const rest = files === tree.files ? tree.folders.flatMap(seriesPlaces) : []
  return [...(files.length > 0 ? [place(tree, files)] : []), ...rest]
}

const seriesPlace = (tree: TreeFolder): PlaceTree =>
  place(tree, [...tree.files, ...tree.folders.filter((folder) => !isSeason(folder)).flatMap(allFiles)])

/** Whatever has episodes below a series. */
const isSeason = (folder: TreeFolder): boolean => !isCompanionFolder(folder.name) && hasBelow(folder, isVideo)

function below(tree: TreeFolder, unit: string): PlaceTree[] {
  const own = tree.folders.filter((folder) => !isSeason(folder))
  const files = [...tree.files, ...own.flatMap(allFiles)]
  return [
    ...(files.length > 0 ? [place(tree, files, unit)] : []),
    ...tree.folders.filter(isSeason).flatMap((folder) => below(folder, unit)),
  ]
}

/** An album is a folder with songs; its discs belong to it. Above it is the artist. */
function musicPlaces(tree: TreeFolder, unit = tree.relPath): PlaceTree[] {
  const isAlbum =
    tree.files.some(({ name }) => isAudio(name)) ||
    tree.folders.some((folder) => isPartFolder(folder.name) && hasBelow(folder, isAudio))
  const isOwn = (folder: TreeFolder): boolean => isPartFolder(folder.name) || !hasBelow(folder, isAudio)
  const own = isAlbum || hasBelow(tree, isAudio) ? tree.folders.filter(isOwn) : tree.folders
  const files = [...tree.files, ...own.flatMap(allFiles)]
  const isArtist = tree.relPath === unit && !isAlbum
  return [
    ...(files.length > 0 || isArtist ? [place(tree, files, unit)] : []),
    ...tree.folders.filter((folder) => !own.includes(folder)).flatMap((folder) => musicPlaces(folder, unit)),
  ]
}
