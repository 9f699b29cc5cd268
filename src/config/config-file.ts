import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type AppError, InvalidInputError, UnavailableError } from '../kernel/errors.ts'

const LARGEST_BYTES = 1024 * 1024
const NEW_FILE_MODE = 0o600

export interface FileText {
  /** Without byte order mark; empty when there is no file yet. */
  text: string
  exists: boolean
  etag: string
}

export const etagOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

/**
 * Reads the whole file, or says why it can't be one: a pipe, a folder, a link to nowhere, not UTF-8, too large.
 * @throws InvalidInputError | UnavailableError with the file's path
 */
export async function readConfigFile(file: string): Promise<FileText> {
  let handle: FileHandle
  try {
    // Without O_NONBLOCK a pipe in the file's place would wait for a writer for ever.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (cause) {
    return readAbsent(file, cause as NodeJS.ErrnoException)
  }
  try {
    const info = await handle.stat()
    if (!info.isFile()) throw refuse('config/not-a-file', file)
    if (info.size > LARGEST_BYTES) throw refuse('config/file-too-large', file)
    const bytes = Buffer.alloc(LARGEST_BYTES + 1)
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0)
    if (bytesRead > LARGEST_BYTES) throw refuse('config/file-too-large', file)
    const text = decode(bytes.subarray(0, bytesRead), file)
    return { text, exists: true, etag: etagOf(text) }
  } finally {
    await handle.close()
  }
}

async function readAbsent(file: string, error: NodeJS.ErrnoException): Promise<FileText> {
  if (error.code === 'ENOENT') {
    const isLink = await lstat(file).then(
      () => true,
      () => false,
    )
    if (isLink) throw refuse('config/dangling-link', file)
    return { text: '', exists: false, etag: etagOf('') }
  }
  if (error.code === 'EISDIR' || error.code === 'ENXIO' || error.code === 'ELOOP')
    throw refuse('config/not-a-file', file)
  throw failed('config/file-unreadable', file, error)
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new InvalidInputError('config/not-utf8', { status: 422, params: { file }, cause })
  }
}

const refuse = (code: string, file: string): InvalidInputError =>
  new InvalidInputError(code, { status: 422, params: { file } })

function failed(code: string, file: string, cause: NodeJS.ErrnoException): AppError {
  return new UnavailableError(code, { params: { file, errno: cause.code ?? 'unknown' }, cause })
}

/**
 * Replaces the file as a whole or not at all: a new file beside it, made durable, then renamed over it. A link stays a
 * link, its target is replaced; the mode is kept.
 * @throws UnavailableError `config/file-unwritable`; the old file is then as it was
 */
export async function writeConfigFile(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return file
    throw failed('config/file-unwritable', file, error)
  })
  const folder = dirname(target)
  const fresh = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    await writeDurably(fresh, text, await modeOf(target))
    await rename(fresh, target)
    await syncFolder(folder)
  } catch (cause) {
    await rm(fresh, { force: true })
    throw failed('config/file-unwritable', file, cause as NodeJS.ErrnoException)
  }
}

async function writeDurably(file: string, text: string, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode)
  try {
    await handle.chmod(mode)
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function modeOf(file: string): Promise<number> {
  return lstat(file).then(
    (info) => info.mode & 0o777,
    () => NEW_FILE_MODE,
  )
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
