import { open } from 'node:fs/promises'

/**
 * What `toCache()` gave, from the file that it was written to, in memory that threads can share: a search takes it as it
 * is. Errors are those of open and read.
 */
export async function readCacheFile(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const bytes = new Uint8Array(new SharedArrayBuffer(size))
    for (let at = 0; at < size;) {
      const { bytesRead } = await file.read(bytes, at, size - at, at)
      if (bytesRead === 0) return bytes.subarray(0, at)
      at += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}
