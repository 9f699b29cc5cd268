import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface LogFile extends Disposable {
  /** Writes one line with its end. A disk that refuses never stops the caller; what was lost is said once it works again. */
  write(line: string): void
}

export interface LogFileOptions {
  folder: string
  maxBytes: number
  /** Closed files beside the open one: `patchbay.1.log` is the youngest. */
  keepFiles: number
}

export const LOG_FILE = 'patchbay.log'
export const closedLogFile = (age: number): string => `patchbay.${age}.log`

/**
 * `patchbay.log` that is closed and renamed when it is full. Lines are written at once and in order, so that the last
 * words before a crash are on disk.
 */
export function openLogFile({ folder, maxBytes, keepFiles }: LogFileOptions): LogFile {
  mkdirSync(folder, { recursive: true, mode: 0o750 })
  let fd = openSync(join(folder, LOG_FILE), 'a', 0o640)
  let size = fstatSync(fd).size
  let lost = 0

  const roll = (): void => {
    closeSync(fd)
    rmSync(join(folder, closedLogFile(keepFiles)), { force: true })
    for (let age = keepFiles - 1; age >= 0; age--) {
      const from = join(folder, age === 0 ? LOG_FILE : closedLogFile(age))
      renameIfThere(from, join(folder, closedLogFile(age + 1)))
    }
    fd = openSync(join(folder, LOG_FILE), 'a', 0o640)
    size = fstatSync(fd).size
  }

  return {
    write(line) {
      try {
        const bytes = Buffer.from(lost === 0 ? line : `${lostLine(lost)}${line}`)
        if (size > 0 && size + bytes.length > maxBytes) roll()
        writeSync(fd, bytes)
        size += bytes.length
        lost = 0
      } catch {
        lost++ // the log is where this would be told; `lostLine` tells it later
      }
    },
    [Symbol.dispose]: () => closeSync(fd),
  }
}

function lostLine(count: number): string {
  const at = new Date().toISOString()
  return `${JSON.stringify({ level: 'error', time: at, area: 'log', msg: 'lines were lost: the disk refused them', count })}\n`
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
