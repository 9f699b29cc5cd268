import { closeSync, fstatSync, openSync, readSync, constants } from 'node:fs'
import { InvalidInputError, NotFoundError, UnavailableError } from '../kernel/errors.ts'

/** Random access to a file for readers of formats; synchronous, for worker threads. */
export interface ByteSource {
  readonly size: number
  /** Epoch ms. */
  readonly mtimeMs: number
  /** What was read from disk so far. */
  readonly bytesRead: number
  /**
   * Bytes at an offset, fewer when the file ends before. The buffer may be reused for the next file: keep no reference.
   * @throws InvalidInputError `media/read-limit` when the file makes its reader read too much
   */
  read(offset: number, length: number): Buffer
  /** As `read`, but all of it. @throws InvalidInputError `media/truncated` when the file ends before */
  need(offset: number, length: number): Buffer
}

export interface ReadLimits {
  /** Bytes from disk per file. */
  maxBytes: number
  /** System calls per file. */
  maxReads: number
}

export const DEFAULT_READ_LIMITS: ReadLimits = { maxBytes: 8 * 1024 * 1024, maxReads: 4096 }

const HEAD_BYTES = 32 * 1024
const WINDOW_BYTES = 4 * 1024
const headBuffer = Buffer.allocUnsafeSlow(HEAD_BYTES)

class FileBytes implements ByteSource {
  readonly size: number
  readonly mtimeMs: number
  bytesRead = 0
  #reads = 0
  #fd: number
  #limits: ReadLimits
  #head: Buffer
  #window: Buffer = headBuffer.subarray(0, 0)
  #windowAt = 0

  constructor(fd: number, stat: { size: number; mtimeMs: number }, limits: ReadLimits) {
    this.#fd = fd
    this.size = stat.size
    this.mtimeMs = stat.mtimeMs
    this.#limits = limits
    this.#head = headBuffer.subarray(0, this.#fill(headBuffer, 0, Math.min(HEAD_BYTES, stat.size)))
  }

  read(offset: number, length: number): Buffer {
    const end = Math.min(offset + length, this.size)
    if (!(offset >= 0) || end <= offset) return headBuffer.subarray(0, 0)
    if (end <= this.#head.length) return this.#head.subarray(offset, end)
    const windowEnd = this.#windowAt + this.#window.length
    if (offset >= this.#windowAt && end <= windowEnd)
      return this.#window.subarray(offset - this.#windowAt, end - this.#windowAt)
    this.#readWindow(offset, Math.min(Math.max(end - offset, WINDOW_BYTES), this.size - offset))
    return this.#window.subarray(0, end - offset)
  }

  need(offset: number, length: number): Buffer {
    const bytes = this.read(offset, length)
    if (bytes.length < length)
      throw new InvalidInputError('media/truncated', { params: { offset, length, size: this.size } })
    return bytes
  }

  #readWindow(offset: number, length: number): void {
    if (this.bytesRead + length > this.#limits.maxBytes || this.#reads >= this.#limits.maxReads) {
      throw new InvalidInputError('media/read-limit', {
        params: { bytes: this.bytesRead + length, reads: this.#reads },
      })
    }
    const fresh = Buffer.allocUnsafe(length)
    this.#window = fresh.subarray(0, this.#fill(fresh, offset, length))
    this.#windowAt = offset
  }

  #fill(target: Buffer, offset: number, length: number): number {
    let filled = 0
    while (filled < length) {
      const count = translated(() => readSync(this.#fd, target, filled, length - filled, offset + filled))
      this.#reads += 1
      if (count === 0) break
      filled += count
    }
    this.bytesRead += filled
    return filled
  }
}

/**
 * Opens a regular file, hands it to `use`, closes it. Never nest two of these in one thread: they share the head buffer.
 * @param path absolute, its last part no symbolic link; raw bytes for names that are not UTF-8
 * @throws NotFoundError `media/file-missing`, UnavailableError `media/unreadable`, InvalidInputError `media/not-a-file`
 */
export function withBytes<T>(
  path: string | Uint8Array,
  use: (bytes: ByteSource) => T,
  limits: ReadLimits = DEFAULT_READ_LIMITS,
): T {
  const target = typeof path === 'string' ? path : Buffer.from(path)
  const fd = translated(() => openSync(target, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW))
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile()) throw new InvalidInputError('media/not-a-file')
    return use(new FileBytes(fd, stat, limits))
  } finally {
    closeSync(fd)
  }
}

function translated<T>(call: () => T): T {
  try {
    return call()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new NotFoundError('media/file-missing', { cause: error })
    if (code !== undefined) throw new UnavailableError('media/unreadable', { params: { errno: code }, cause: error })
    throw error
  }
}
