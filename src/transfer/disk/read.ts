import { createHash, type Hash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { errnoOf, withOpenFile } from '../../media/file-identity.ts'

const BLOCK = 1 << 20

// WebAssembly memory starts at a page boundary, which is what reading past the page cache asks of a buffer.
const block = new Uint8Array(new WebAssembly.Memory({ initial: BLOCK / 65536 }).buffer)
const otherBlock = Buffer.allocUnsafeSlow(BLOCK)

/** Set to 1 by the main thread when the run is aborted; looked at between blocks. */
export interface Brake {
  isPulled(): boolean
}

export class Aborted extends Error {}

/** Reads from the start to the end, block by block. @returns how many bytes there were */
export function readBlocks(fd: number, brake: Brake, use: (bytes: Uint8Array) => void): number {
  for (let at = 0; ;) {
    if (brake.isPulled()) throw new Aborted()
    const length = readSync(fd, block, 0, BLOCK, at)
    if (length === 0) return at
    use(block.subarray(0, length))
    at += length
  }
}

export function hashFile(path: string | Buffer, brake: Brake): string {
  return withOpenFile(path, (fd) => {
    const hash = createHash('sha256')
    readBlocks(fd, brake, (bytes) => void hash.update(bytes))
    return hash.digest('hex')
  })
}

/** Whether two files hold the same bytes: compared themselves, not their hashes. */
export function haveSameBytes(a: string | Buffer, b: string | Buffer, brake: Brake): boolean {
  return comparePrefix(a, b, brake) === 'same'
}

/** How the first file relates to the second. */
export function comparePrefix(a: string | Buffer, b: string | Buffer, brake: Brake): 'same' | 'prefix' | 'differs' {
  return withOpenFile(a, (one) =>
    withOpenFile(b, (two) => {
      const [sizeOfA, sizeOfB] = [fstatSync(one).size, fstatSync(two).size]
      if (sizeOfA > sizeOfB) return 'differs'
      let at = 0
      let differs = false
      readBlocks(one, brake, (bytes) => {
        if (!differs && !isAt(two, bytes, at)) differs = true
        at += bytes.length
      })
      if (differs || at !== sizeOfA) return 'differs'
      return sizeOfA === sizeOfB ? 'same' : 'prefix'
    }),
  )
}

function isAt(fd: number, bytes: Uint8Array, at: number): boolean {
  let have = 0
  while (have < bytes.length) {
    const length = readSync(fd, otherBlock, have, bytes.length - have, at + have)
    if (length === 0) return false
    have += length
  }
  return otherBlock.subarray(0, have).equals(bytes)
}

/**
 * The hash of what the disk holds. Where the file system allows it the page cache is passed by (O_DIRECT), so that the
 * bytes come from the device and not from the memory in which we wrote them; its own cache no program can pass by.
 */
export function hashFromDisk(path: string | Buffer, brake: Brake): string {
  const hash = createHash('sha256')
  if (readPastCache(path, hash, brake)) return hash.digest('hex')
  return hashFile(path, brake)
}

const DIRECT = constants.O_DIRECT as number | undefined

function readPastCache(path: string | Buffer, hash: Hash, brake: Brake): boolean {
  if (DIRECT === undefined) return false
  let fd: number
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | DIRECT)
  } catch (error) {
    if (errnoOf(error) === 'EINVAL') return false
    throw error
  }
  try {
    const size = fstatSync(fd).size
    for (let at = 0; at < size;) {
      if (brake.isPulled()) throw new Aborted()
      const length = readSync(fd, block, 0, BLOCK, at)
      if (length === 0 || (length < BLOCK && at + length !== size)) return false
      hash.update(block.subarray(0, length))
      at += length
    }
    return true
  } catch (error) {
    if (!(error instanceof Aborted) && errnoOf(error) === 'EINVAL') return false
    throw error
  } finally {
    closeSync(fd)
  }
}
