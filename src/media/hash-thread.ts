import { createHash } from 'node:crypto'
import { fstatSync, readSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { serveThread } from '../kernel/serve-thread.ts'
import { alignedBuffer } from './aligned-buffer.ts'
import { errnoOf, type FileIdentity, identityOf, isSameIdentity, withOpenFile } from './file-identity.ts'
import type { FileToRead, HashAnswer, HashControl, HashRequest } from './hash.ts'

/** Entry of a worker thread that hashes one file after the other. */
let control: HashControl
const CHUNK_BYTES = 256 * 1024
const buffer = alignedBuffer(CHUNK_BYTES)

/** Waits until so many bytes may have been read since then; a stop wakes it. */
function keepPace(startedAt: number, bytes: number, bytesPerSecond: number | undefined): void {
  if (bytesPerSecond === undefined) return
  const aheadMs = (bytes / bytesPerSecond) * 1000 - (performance.now() - startedAt)
  if (aheadMs > 1) Atomics.wait(control.flags, 0, 0, aheadMs)
}

interface Pace {
  startedAt: number
  bytesPerSecond: number | undefined
  /** Of all files of the request. */
  bytes: number
}

function hashOpenFile(fd: number, expected: FileIdentity | undefined, pace: Pace): HashAnswer {
  const before = fstatSync(fd, { bigint: true })
  if (!before.isFile()) return { kind: 'refused', errno: 'EINVAL' }
  const identity = identityOf(before)
  if (expected !== undefined && !isSameIdentity(expected, identity)) return { kind: 'changed' }
  const hash = createHash('sha256')
  let bytes = 0
  for (;;) {
    if (Atomics.load(control.flags, 0) === 1) return { kind: 'stopped' }
    const got = readSync(fd, buffer, 0, CHUNK_BYTES, bytes)
    if (got === 0) break
    hash.update(buffer.subarray(0, got))
    bytes += got
    pace.bytes += got
    Atomics.store(control.bytes, 0, BigInt(pace.bytes))
    keepPace(pace.startedAt, pace.bytes, pace.bytesPerSecond)
    // The whole of it: to ask for the end once more would be another call.
    if (bytes === identity.size && got < CHUNK_BYTES) break
  }
  const isUnchanged = bytes === identity.size && isSameIdentity(identity, identityOf(fstatSync(fd, { bigint: true })))
  return isUnchanged ? { kind: 'hashed', sha256: hash.digest('hex'), identity } : { kind: 'changed' }
}

function hashOne({ path, expected }: FileToRead, pace: Pace): HashAnswer {
  try {
    const exact = typeof path === 'string' ? path : Buffer.from(path)
    return withOpenFile(exact, (fd) => hashOpenFile(fd, expected, pace))
  } catch (error) {
    return { kind: 'refused', errno: errnoOf(error) }
  }
}

function answer({ files, bytesPerSecond }: HashRequest): HashAnswer[] {
  const pace: Pace = { startedAt: performance.now(), bytesPerSecond, bytes: 0 }
  return files.map((file) => (Atomics.load(control.flags, 0) === 1 ? { kind: 'stopped' } : hashOne(file, pace)))
}

serveThread<HashControl, HashRequest>((given) => {
  control = given
  return { answer: (request) => parentPort?.postMessage(answer(request)) }
})
