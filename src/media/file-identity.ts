import { type BigIntStats, closeSync, constants, openSync } from 'node:fs'
import type { FileIdentity } from './model.ts'

export { type FileIdentity, isSameIdentity } from './model.ts'

export function identityOf(stat: BigIntStats): FileIdentity {
  return {
    dev: stat.dev,
    ino: stat.ino,
    size: Number(stat.size),
    mtimeNs: stat.mtimeNs,
    ctimeNs: stat.ctimeNs,
    nlink: Number(stat.nlink),
  }
}

// Without O_NONBLOCK a FIFO that took the file's place would hang the thread; O_NOFOLLOW refuses a symlink there (ELOOP).
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Opens a file for reading, never through a symlink at its last name, never waiting for a FIFO's writer. Blocks: for worker threads. */
export function openForReading(path: string | Buffer): number {
  return openSync(path, READ_FLAGS)
}

/** Opens, hands the descriptor to `work`, and closes whatever happens. */
export function withOpenFile<T>(path: string | Buffer, work: (fd: number) => T): T {
  const fd = openForReading(path)
  try {
    return work(fd)
  } finally {
    closeSync(fd)
  }
}

/** The errno name of a failed file call, e.g. `EACCES`. An error that is not of the file system is thrown on. */
export function errnoOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) throw error
  return code
}

/** What is remembered of a file in a row or a plan. Without `ctimeNs` where our own work changes it. */
export interface SeenIdentity {
  dev: bigint
  ino: bigint
  size: number
  mtimeNs: bigint
  ctimeNs: bigint | undefined
}

/** As one text: `dev:ino:size:mtimeNs:ctimeNs`; the last is empty where it is not kept. */
export function identityText(identity: SeenIdentity): string {
  return `${identity.dev}:${identity.ino}:${identity.size}:${identity.mtimeNs}:${identity.ctimeNs ?? ''}`
}

/** Reads what `identityText` wrote. */
export function parseSeenIdentity(text: string): SeenIdentity {
  const [dev = '', ino = '', size = '', mtimeNs = '', ctimeNs = ''] = text.split(':')
  return {
    dev: BigInt(dev),
    ino: BigInt(ino),
    size: Number(size),
    mtimeNs: BigInt(mtimeNs),
    ctimeNs: ctimeNs === '' ? undefined : BigInt(ctimeNs),
  }
}

/** The same where `ctimeNs` is kept. The link count is not: a new name changes `ctimeNs`. */
export function parseIdentityText(text: string): FileIdentity {
  const seen = parseSeenIdentity(text)
  return { ...seen, ctimeNs: seen.ctimeNs ?? 0n, nlink: 1 }
}

export const mtimeMsOf = (identity: Pick<FileIdentity, 'mtimeNs'>): number => Number(identity.mtimeNs / 1_000_000n)

/** More than the step in which Node can set a time. */
const TIME_STEP_NS = 300n

/** Whether the times are the same as far as Node can set them: one that was copied between disks may be a step late. */
export function isSameTime(a: Pick<FileIdentity, 'mtimeNs'>, b: Pick<FileIdentity, 'mtimeNs'>): boolean {
  const off = a.mtimeNs - b.mtimeNs
  return off < TIME_STEP_NS && off > -TIME_STEP_NS
}
