import { createHash } from 'node:crypto'
import { lstat, open } from 'node:fs/promises'
import { identityOf, identityText } from '../../media/file-identity.ts'

/** Sums of copies of ours, which are asked for when they are made and again before they leave. */
export interface Sums {
  /** Read again when the file is another one, or was changed in any way. @throws the system's error */
  md5Of(path: string): Promise<string>
}

const PIECE_BYTES = 1 << 18
const KEPT = 64

export function createSums(): Sums {
  const kept = new Map<string, { identity: string; md5: string }>()
  return {
    async md5Of(path) {
      const identity = await identityNow(path)
      const known = kept.get(path)
      if (known?.identity === identity) return known.md5
      const md5 = await md5Of(path)
      kept.delete(path)
      // What changed while it was read is read anew next time.
      if ((await identityNow(path)) === identity) kept.set(path, { identity, md5 })
      if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? '')
      return md5
    },
  }
}

const identityNow = async (path: string): Promise<string> =>
  identityText(identityOf(await lstat(path, { bigint: true })))

/** Of a whole file, read piece by piece. @throws the system's error */
export async function md5Of(path: string): Promise<string> {
  const md5 = createHash('md5')
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES)
  const file = await open(path, 'r')
  try {
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES)
      if (bytesRead === 0) return md5.digest('hex')
      md5.update(piece.subarray(0, bytesRead))
    }
  } finally {
    await file.close()
  }
}
