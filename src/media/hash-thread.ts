import { createHash } from 'node:crypto'
import { fstatSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { alignedBuffer } from './aligned-buffer.ts'
import { errnoOf, type FileIdentity, identityOf, isSameIdentity, withOpenFile } from './file-identity.ts'
import type { HashAnswer, HashControl, HashRequest } from './hash.ts'

/** Entry of a worker thread that hashes one file after the other. */
const control = workerData as HashControl
const CHUNK_BYTES = 256 * 1024
const buffer = alignedBuffer(CHUNK_BYTES)

function hashOpenFile(fd: number, expected: FileIdentity | undefined): HashAnswer {
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
    Atomics.store(control.bytes, 0, BigInt(bytes))
  }
  const isUnchanged = bytes === identity.size && isSameIdentity(identity, identityOf(fstatSync(fd, { bigint: true })))
  return isUnchanged ? { kind: 'hashed', sha256: hash.digest('hex'), identity } : { kind: 'changed' }
}

function answer({ path, expected }: HashRequest): HashAnswer {
  try {
    return withOpenFile(typeof path === 'string' ? path : Buffer.from(path), (fd) => hashOpenFile(fd, expected))
  } catch (error) {
    return { kind: 'refused', errno: errnoOf(error) }
  }
}

parentPort?.on('message', (request: HashRequest) => parentPort?.postMessage(answer(request)))
