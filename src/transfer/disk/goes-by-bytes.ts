import type { Seen } from './look.ts'
import type { Item } from './messages.ts'

/**
 * Whether a file goes back by its bytes alone, whatever inode and time it has by now: an undo before this one may have
 * brought it from another disk. Whoever asks must read it.
 */
export function goesByBytes(item: Item, source: Seen): boolean {
  const givesBack = item.kind === 'undo' || item.kind === 'restore'
  return givesBack && item.sha256 !== undefined && source.identity.size === item.seen.size
}
