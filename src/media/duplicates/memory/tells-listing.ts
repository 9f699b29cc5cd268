import { type BigIntStats, statfsSync } from 'node:fs'
import type { ExactPath } from '../../folder-listing.ts'

/**
 * File systems of Linux (`f_type` of statfs(2)) on which a folder's times change whenever its names do. Network folders,
 * FAT and layered file systems do not promise that.
 */
const KEEPERS: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0xf2f52010, // f2fs
  0x2fc12fc1, // zfs
  0x01021994, // tmpfs
])

const keepers = new Map<bigint, boolean>()

/** Whether a folder has the same names as long as it has the same times. Blocks. */
export function tellsListing(path: ExactPath, { dev }: Pick<BigIntStats, 'dev'>): boolean {
  const known = keepers.get(dev)
  if (known !== undefined) return known
  const isKeeper = process.platform === 'linux' && KEEPERS.has(statfsSync(path).type)
  keepers.set(dev, isKeeper)
  return isKeeper
}
