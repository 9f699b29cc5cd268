/** Stands in every root with the root's random id. Where it is missing another disk, or none, is mounted. */
export const MARKER_NAME = '.patchbay-root'

/** Folders of ours inside a root; never walked, never filed. */
export const TRASH_FOLDER = '.patchbay-trash'
export const QUARANTINE_FOLDER = '.patchbay-quarantine'

/** The temporary file of a copy, in the folder of its target. */
export function temporaryName(op: string): string {
  return `.patchbay-${op}.part`
}
