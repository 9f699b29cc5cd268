import { parseIdentityText } from '../../media/file-identity.ts'
import type { HashOutcome, HashPool } from '../../media/hash.ts'
import type { HashAnswer, HashFiles } from '../ports.ts'

const toAnswer = (outcome: HashOutcome): HashAnswer => {
  if (outcome.kind === 'hashed') return { kind: 'hashed', sha256: outcome.sha256 }
  return outcome.kind === 'changed' ? outcome : { kind: 'failed', errno: outcome.errno }
}

/** Many files over one pool; it takes as many at a time as it has threads. */
export function hashFilesWith(pool: HashPool): HashFiles {
  return async (files, { signal, onProgress, bytesPerSecond }) => {
    const readers = Math.min(pool.threads, files.length)
    const bytesOf = new Map<number, number>()
    const tell = (index: number, bytes: number): void => {
      bytesOf.set(index, bytes)
      onProgress?.([...bytesOf.values()].reduce((sum, one) => sum + one, 0))
    }
    return Promise.all(
      files.map(async ({ path, identity }, index) =>
        toAnswer(
          await pool.hash(path, {
            signal,
            expected: parseIdentityText(identity),
            bytesPerSecond: bytesPerSecond === undefined ? undefined : bytesPerSecond / readers,
            onProgress: (bytes) => tell(index, bytes),
          }),
        ),
      ),
    )
  }
}
