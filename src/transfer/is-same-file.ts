import type { FileIdentity, SeenIdentity } from '../media/file-identity.ts'

/**
 * Whether a file is the one that was seen, with the bytes it had then, as far as that can be told without reading.
 * Device numbers change when a disk is mounted again, and ctime with every new name, so neither is compared.
 */
export function isSameFile(seen: SeenIdentity, now: Pick<FileIdentity, 'ino' | 'size' | 'mtimeNs'>): boolean {
  return seen.ino === now.ino && seen.size === now.size && seen.mtimeNs === now.mtimeNs
}
