import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Replaces a small file as a whole: after a power cut it is the old or the new one. Readable by its owner only. */
export function writeFileDurably(file: string, text: string): void {
  const fresh = `${file}.${process.pid}.tmp`
  try {
    const handle = openSync(fresh, 'w', 0o600)
    try {
      writeSync(handle, text)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(fresh, file)
    syncFolder(dirname(file))
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}

export function syncFile(file: string): void {
  const handle = openSync(file, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

export const syncFolder = syncFile
