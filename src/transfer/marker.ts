/** Begins the name of everything that we keep in a root. */
export const OUR_PREFIX = '.patchbay-'

/** Stands in every root with the root's random id. Where it is missing another disk, or none, is mounted. */
export const MARKER_NAME = '.patchbay-root'

/** A marker that is being written; always the same name, so that one which a crash left is found. */
export const HALF_MARKER_NAME = '.patchbay-root.part'

/** Folders of ours inside a root; never walked, never filed. */
export const TRASH_FOLDER = '.patchbay-trash'
export const QUARANTINE_FOLDER = '.patchbay-quarantine'

/** The temporary file of a copy, in the folder of its target. */
export function temporaryName(op: string): string {
  return `.patchbay-${op}.part`
}
