import { InvalidInputError } from '../kernel/errors.ts'
import type { ByteSource } from './byte-source.ts'

/** A byte source over a buffer, for a block that had to be unpacked first. */
export function bytesInMemory(buffer: Buffer): ByteSource {
  const read = (offset: number, length: number): Buffer =>
    buffer.subarray(Math.max(0, offset), Math.max(0, offset + length))
  return {
    size: buffer.length,
    mtimeMs: 0,
    bytesRead: 0,
    read,
    need(offset, length) {
      const bytes = read(offset, length)
      if (bytes.length < length)
        throw new InvalidInputError('media/truncated', { params: { offset, length, size: buffer.length } })
      return bytes
    },
  }
}
