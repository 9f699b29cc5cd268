import type { FileIdentity } from '../media/file-identity.ts'

/** What a journal row remembers of a file. Without `ctimeNs` where our own work changes it. */
export interface SeenIdentity {
  dev: bigint
  ino: bigint
  size: number
  mtimeNs: bigint
  ctimeNs: bigint | undefined
}

/** Reads what `identityText` wrote. */
export function parseIdentity(text: string): SeenIdentity {
  const [dev = '', ino = '', size = '', mtimeNs = '', ctimeNs = ''] = text.split(':')
  return {
    dev: BigInt(dev),
    ino: BigInt(ino),
    size: Number(size),
    mtimeNs: BigInt(mtimeNs),
    ctimeNs: ctimeNs === '' ? undefined : BigInt(ctimeNs),
  }
}

/**
 * Whether a file is the one that was seen, with the bytes it had then, as far as that can be told without reading.
 * Device numbers change when a disk is mounted again, and ctime with every new name, so neither is compared.
 */
export function isSameFile(seen: SeenIdentity, now: Pick<FileIdentity, 'ino' | 'size' | 'mtimeNs'>): boolean {
  return seen.ino === now.ino && seen.size === now.size && seen.mtimeNs === now.mtimeNs
}
