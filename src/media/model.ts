/** `other` is a FIFO, socket or device: named, never opened. */
export type EntryKind = 'file' | 'folder' | 'symlink' | 'other'

/** A path as the system calls take it: text, or bytes where some name in it is not valid UTF-8. */
export type ExactPath = string | Buffer

/**
 * What tells one state of one file from another without reading it: any write, rename over it, restore or change of its
 * link count changes a member. Times are whole nanoseconds since the epoch.
 */
export interface FileIdentity {
  dev: bigint
  ino: bigint
  /** Bytes. */
  size: number
  mtimeNs: bigint
  ctimeNs: bigint
  /** How many names the file has. Not compared: a new name changes `ctimeNs` anyway. */
  nlink: number
}

/** Whether both looks saw the same file in the same state. */
export function isSameIdentity(a: FileIdentity, b: FileIdentity): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.dev === b.dev
}

const SYSTEM_FILES = new Set(['thumbs.db', 'ehthumbs.db', 'desktop.ini', '.ds_store'])

/** Whether systems keep a file of this name for themselves: it is no file of a person's. Case does not matter. */
export function isSystemFile(name: string): boolean {
  const folded = name.toLowerCase()
  return SYSTEM_FILES.has(folded) || folded.startsWith('._')
}
