import { identityText, parseIdentityText } from '../../media/file-identity.ts'
import type { HashOutcome, HashPool } from '../../media/hash.ts'
import type { FileToHash, HashAnswer, HashFiles } from '../ports.ts'

const toAnswer = (outcome: HashOutcome): HashAnswer => {
  if (outcome.kind === 'hashed') {
    const { sha256, identity } = outcome
    return { kind: 'hashed', sha256, identity: identityText(identity) }
  }
  return outcome.kind === 'changed' ? outcome : { kind: 'failed', errno: outcome.errno }
}

/** Files that go to a thread in one message; a large one goes alone. */
const LIST_FILES = 64
const LIST_BYTES = 4 << 20

/** Many files over one pool; it takes as many lists at a time as it has threads. */
export function hashFilesWith(pool: HashPool): HashFiles {
  return async (files, { signal, onProgress, bytesPerSecond }) => {
    const lists = listsOf(files)
    const readers = Math.min(pool.threads, lists.length)
    const bytesOf = new Map<number, number>()
    const tell = (index: number, bytes: number): void => {
      bytesOf.set(index, bytes)
      onProgress?.([...bytesOf.values()].reduce((sum, one) => sum + one, 0))
    }
    const answers = await Promise.all(
      lists.map((list, index) =>
        pool.hashList(list, {
          signal,
          bytesPerSecond: bytesPerSecond === undefined ? undefined : bytesPerSecond / readers,
          onProgress: (bytes) => tell(index, bytes),
        }),
      ),
    )
    return answers.flat().map(toAnswer)
  }
}

type Listed = ReturnType<typeof toRead>
const toRead = ({ path, identity, size = 0 }: FileToHash) => {
  const expected = identity === null ? undefined : parseIdentityText(identity)
  return { path, expected, size: expected?.size ?? size }
}

/** In their order. */
function listsOf(files: readonly FileToHash[]): Listed[][] {
  const lists: Listed[][] = []
  let bytes = Infinity
  for (const file of files.map(toRead)) {
    const last = lists.at(-1)
    if (last === undefined || last.length >= LIST_FILES || bytes + file.size > LIST_BYTES) {
      lists.push([file])
      bytes = file.size
    } else {
      last.push(file)
      bytes += file.size
    }
  }
  return lists
}
