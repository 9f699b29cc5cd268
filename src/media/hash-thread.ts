import { createHash } from 'node:crypto'
import { fstatSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { alignedBuffer } from './aligned-buffer.ts'
import { errnoOf, identityOf, isSameIdentity, withOpenFile } from './file-identity.ts'
import type { HashAnswer, HashControl, HashRequest } from './hash.ts'

/** Entry of a worker thread that hashes one file after the other. */
const control = workerData as HashControl
const CHUNK_BYTES = 256 * 1024
const buffer = alignedBuffer(CHUNK_BYTES)

/** Waits until so many bytes may have been read since then; a stop wakes it. */
function keepPace(startedAt: number, bytes: number, bytesPerSecond: number | undefined): void {
  if (bytesPerSecond === undefined) return
  const aheadMs = (bytes / bytesPerSecond) * 1000 - (performance.now() - startedAt)
  if (aheadMs > 1) Atomics.wait(control.flags, 0, 0, aheadMs)
}

function hashOpenFile(fd: number, { expected, bytesPerSecond }: HashRequest): HashAnswer {
  const before = fstatSync(fd, { bigint: true })
  if (!before.isFile()) return { kind: 'refused', errno: 'EINVAL' }
  const identity = identityOf(before)
  if (expected !== undefined && !isSameIdentity(expected, identity)) return { kind: 'changed' }
  const hash = createHash('sha256')
  const startedAt = performance.now()
  let bytes = 0
  for (;;) {
    if (Atomics.load(control.flags, 0) === 1) return { kind: 'stopped' }
    const got = readSync(fd, buffer, 0, CHUNK_BYTES, bytes)
    if (got === 0) break
    hash.update(buffer.subarray(0, got))
    bytes += got
    Atomics.store(control.bytes, 0, BigInt(bytes))
    keepPace(startedAt, bytes, bytesPerSecond)
  }
  const isUnchanged = bytes === identity.size && isSameIdentity(identity, identityOf(fstatSync(fd, { bigint: true })))
  return isUnchanged ? { kind: 'hashed', sha256: hash.digest('hex'), identity } : { kind: 'changed' }
}

function answer(request: HashRequest): HashAnswer {
  const { path } = request
  try {
    return withOpenFile(typeof path === 'string' ? path : Buffer.from(path), (fd) => hashOpenFile(fd, request))
  } catch (error) {
    return { kind: 'refused', errno: errnoOf(error) }
  }
}

parentPort?.on('message', (request: HashRequest) => parentPort?.postMessage(answer(request)))
