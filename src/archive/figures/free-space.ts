import { statfs } from 'node:fs/promises'
import type { Clock } from '../../kernel/clock.ts'

const FRESH_MS = 30_000

/** Free bytes of the disk below a folder that is there; null where the system does not say. Asked for twice a minute at most. */
export function freeSpace(clock: Clock): (path: string) => Promise<number | null> {
  const known = new Map<string, { at: number; bytes: Promise<number | null> }>()
  return (path) => {
    const before = known.get(path)
    if (before !== undefined && clock.now() - before.at < FRESH_MS) return before.bytes
    const bytes = statfs(path).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => null, // some network folders have no answer, and a folder may have gone just now
    )
    known.set(path, { at: clock.now(), bytes })
    return bytes
  }
}
