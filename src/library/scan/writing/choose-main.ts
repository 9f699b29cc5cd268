import type { MainChoice } from '../reading/model.ts'
import type { Note } from '../model.ts'

export interface Choosable {
  relPath: string
  size: number
  durationMs: number | null
}

export type Chosen = { main: string } | { main: null; care: Note }

/** So much longer, or larger where no length is known, a file must be to be the film beyond doubt. */
const LONGER_BY = 1.1
const LARGER_BY = 1.5

/**
 * Which file of several is the film: the one that the folder is named after, else the longest one, else, where lengths are not
 * known, the largest by far. A tie is not guessed.
 */
export function chooseMain({ candidates, named }: MainChoice, files: readonly Choosable[]): Chosen {
  if (named !== null) return { main: named }
  const known = files.filter(({ relPath }) => candidates.includes(relPath))
  const haveLengths = known.every(({ durationMs }) => durationMs !== null)
  const measure = (file: Choosable): number => (haveLengths ? (file.durationMs ?? 0) : file.size)
  const [first, second] = known.toSorted((a, b) => measure(b) - measure(a))
  if (first === undefined) return unclear(candidates)
  const isClear = second === undefined || measure(first) >= measure(second) * (haveLengths ? LONGER_BY : LARGER_BY)
  return isClear ? { main: first.relPath } : unclear(candidates)
}

const SHOWN = 3

const unclear = (candidates: readonly string[]): Chosen => ({
  main: null,
  care: {
    level: 'warn',
    code: 'library.main-film-unclear',
    params: {
      count: candidates.length,
      names: candidates
        .slice(0, SHOWN)
        .map((path) => path.slice(path.lastIndexOf('/') + 1))
        .join(', '),
    },
  },
})
