import type { PublishableTitle } from './model.ts'

/** Episodes of one file share its NFO, so one folder is written by one at a time. */
export const turnKey = (libraryId: number, title: Pick<PublishableTitle, 'folder'> | undefined): string =>
  `${libraryId}:${title?.folder ?? ''}`
