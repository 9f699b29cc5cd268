import type { LibrarySettings } from './settings/contract.ts'

/** Words: `library.kind.<kind>`. */
export const LIBRARY_KINDS = ['films', 'series', 'music'] as const
export type LibraryKind = (typeof LIBRARY_KINDS)[number]

/** What happens to a library by the clock. Words: `library.task.<task>`. */
export const TASK_NAMES = ['scan', 'update', 'cleanup', 'verification'] as const
export type TaskName = (typeof TASK_NAMES)[number]

/** A collection of films, series or music below one folder. */
export interface Library {
  libraryId: number
  kind: LibraryKind
  name: string
  rootId: number
  settings: LibrarySettings
  isEnabled: boolean
  version: number
  createdAt: number
  changedAt: number
}

export const LIBRARY_NAME_LONGEST = 80
export const LIBRARIES_MOST = 200
