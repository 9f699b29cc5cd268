import { AppError } from '../../../kernel/errors.ts'
import { findPlaces, loosePlace } from '../tree/find-places.ts'
import { listShallow, listTree, treeReader } from '../tree/list-tree.ts'
import type { PlaceTree, TreeProblem, TreeRules } from '../tree/model.ts'
import { toPlace } from '../tree/sum-of.ts'
import type { TitleIds } from '../../titles/model.ts'
import type { FolderWord, Note } from '../model.ts'
import type { PlaceAnswer } from './model.ts'
import { type OpenPlace, openPlace } from './place-reader.ts'
import { readFilms } from './read-films.ts'
import { readMusic } from './read-music.ts'
import { readSeries } from './read-series.ts'

export interface WantedPlace {
  relPath: string
  unit: string
  word: FolderWord
  /** What another program said it is. */
  toldIds: TitleIds
}

export interface ReadRequest {
  rootPath: string
  rules: TreeRules
  places: readonly WantedPlace[]
  takesArt: boolean
}

/** Reads places as they lie now; one that fails fails alone. Blocks: for worker threads. */
export async function readPlaces(request: ReadRequest): Promise<PlaceAnswer[]> {
  const answers: PlaceAnswer[] = []
  for (const [unit, wanted] of Map.groupBy(request.places, ({ unit: one }) => one)) {
    const { trees, problems } = treesOf(request, unit)
    for (const place of wanted) answers.push(await readOne(request, place, { trees, problems }))
  }
  return answers
}

interface Listed {
  trees: readonly PlaceTree[]
  problems: readonly TreeProblem[]
}

/** What belongs to a place is found as when the folders were looked for; a unit is listed once for all of its places. */
function treesOf({ rootPath, rules }: ReadRequest, unit: string): Listed {
  const reader = treeReader(rootPath, rules.ignore)
  const trees = unit === '' ? loosePlace(listShallow(reader, '')) : findPlaces(rules.kind, listTree(reader, unit))
  return { trees: trees.map((tree) => ({ ...tree, unit })), problems: reader.problems }
}

async function readOne(request: ReadRequest, wanted: WantedPlace, { trees, problems }: Listed): Promise<PlaceAnswer> {
  const { relPath, unit } = wanted
  const own = problems.filter((problem) => isWithin(problem.relPath, relPath))
  const broken = own.find(({ kind }) => kind === 'unreadable')
  if (broken !== undefined)
    return {
      is: 'failed',
      relPath,
      unit,
      code: 'library.folder-unreadable',
      params: { path: broken.relPath, errno: broken.errno },
    }
  const tree = trees.find((one) => one.relPath === relPath)
  if (tree === undefined) return { is: 'gone', relPath, unit }
  try {
    const place = openPlace(tree, { ...wanted, rootPath: request.rootPath, takesArt: request.takesArt })
    const read = await READERS[request.rules.kind](place)
    return {
      is: 'read',
      relPath,
      unit,
      sum: toPlace(tree).sum,
      ...read,
      notes: [...place.notes, ...own.flatMap(noteOf)],
    }
  } catch (error) {
    const params = { path: relPath, problem: error instanceof AppError ? error.code : String((error as Error).message) }
    return { is: 'failed', relPath, unit, code: 'library.folder-failed', params }
  }
}

const READERS: Record<TreeRules['kind'], (place: OpenPlace) => Awaitable<Pick<Read, 'titles' | 'files'>>> = {
  films: readFilms,
  series: readSeries,
  music: readMusic,
}
type Read = Extract<PlaceAnswer, { is: 'read' }>
type Awaitable<T> = T | Promise<T>

export const isWithin = (path: string, folder: string): boolean =>
  folder === '' ? !path.includes('/') : path === folder || path.startsWith(`${folder}/`)

/** What stands in the way of nothing, but that a person may want to know. */
export function noteOf({ kind, relPath, errno }: TreeProblem): Note[] {
  if (kind === 'symlink') return [{ level: 'info', code: 'library.symlink-left', params: { path: relPath } }]
  if (kind === 'not-utf8') return [{ level: 'warn', code: 'library.name-not-utf8', params: { path: relPath } }]
  if (kind === 'too-deep') return [{ level: 'warn', code: 'library.too-deep', params: { path: relPath } }]
  return [{ level: 'bad', code: 'library.folder-unreadable', params: { path: relPath, errno } }]
}
