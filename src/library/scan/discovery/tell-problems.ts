import type { Note } from '../model.ts'
import { isWithin, noteOf } from '../reading/read-places.ts'
import type { TreeProblem } from '../tree/model.ts'

/** Of what stands in the way of nothing a scan keeps so many notes. */
const HARMLESS_MOST = 1000

/** Also what lies above the folder: who can't look into that has not seen the folder. */
export const concernsFolder = ({ relPath }: TreeProblem, folder: string): boolean =>
  isWithin(relPath, folder) || relPath === '' || isWithin(folder, relPath)

/** What could not be looked into is kept whole: what lies there would be taken for gone. */
export function notesToKeep(problems: readonly TreeProblem[]): Note[] {
  const blind = problems.filter(({ kind }) => kind === 'unreadable')
  const harmless = problems.filter(({ kind }) => kind !== 'unreadable').slice(0, HARMLESS_MOST)
  return [...blind, ...harmless].flatMap(noteOf)
}
