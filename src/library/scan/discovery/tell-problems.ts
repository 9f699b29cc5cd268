import type { Note } from '../model.ts'
import { isWithin, noteOf } from '../reading/read-places.ts'
import type { TreeProblem } from '../tree/model.ts'

const NOTES_MOST = 1000

/** Also what lies above the folder: who can't look into that has not seen the folder. */
export const concernsFolder = ({ relPath }: TreeProblem, folder: string): boolean =>
  isWithin(relPath, folder) || relPath === '' || isWithin(folder, relPath)

export const notesToKeep = (problems: readonly TreeProblem[]): Note[] => problems.flatMap(noteOf).slice(0, NOTES_MOST)
