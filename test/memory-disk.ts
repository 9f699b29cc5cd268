import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'

const MEMORY_DISK = '/dev/shm'

/** A folder in memory when it has so much room, for what need not outlive the tests; else that of temporary files. */
export async function memoryDisk(bytes: number): Promise<string> {
  if (!existsSync(MEMORY_DISK)) return tmpdir()
  const { bavail, bsize } = await statfs(MEMORY_DISK)
  return bavail * bsize > bytes ? MEMORY_DISK : tmpdir()
}
