import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { closedLogFile, LOG_FILE } from '../kernel/log-file.ts'
import type { LogBook } from '../kernel/log.ts'
import { LOG_LEVELS, type LogLevelName, type LogLine } from './contract.ts'

export interface LogFilter {
  /** This level and worse. */
  level: LogLevelName
  area?: string
  /** Found anywhere in the line, without regard to case. */
  text?: string
}

export interface LogTail {
  /** The newest lines that match, oldest first, from the files on disk. */
  recent(filter: LogFilter, limit: number): LogLine[]
  /** Hears matching lines as they are written. @returns the call that ends it */
  listen(filter: LogFilter, listener: (line: LogLine) => void): () => void
}

/** Read from the end of each file: enough for a page, and never much memory. */
const TAIL_BYTES = 1024 * 1024
const FILES_READ = 3

/** @param deps.folder where `patchbay.log` lies */
export function openLogTail({ logBook, folder }: { logBook: LogBook; folder: string }): LogTail {
  return {
    recent(filter, limit) {
      const matches = matcher(filter)
      const found: LogLine[] = []
      for (let age = 0; age < FILES_READ && found.length < limit; age++) {
        const path = join(folder, age === 0 ? LOG_FILE : closedLogFile(age))
        const lines = lastLines(path).map(parseLine)
        const matching = lines.filter((line) => line !== undefined).filter(matches)
        found.unshift(...matching.slice(-(limit - found.length)))
      }
      return found
    },
    listen(filter, listener) {
      const matches = matcher(filter)
      return logBook.subscribe((text) => {
        const line = parseLine(text)
        if (line !== undefined && matches(line)) listener(line)
      })
    },
  }
}

function lastLines(path: string): string[] {
  if (!existsSync(path)) return []
  const fd = openSync(path, 'r')
  try {
    const { size } = fstatSync(fd)
    const from = Math.max(0, size - TAIL_BYTES)
    const bytes = Buffer.alloc(size - from)
    const read = readSync(fd, bytes, 0, bytes.length, from)
    const lines = bytes.toString('utf8', 0, read).split('\n')
    return from === 0 ? lines : lines.slice(1)
  } finally {
    closeSync(fd)
  }
}

const isLevel = (level: unknown): level is LogLevelName => LOG_LEVELS.includes(level as LogLevelName)

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A line of the file; undefined for what is none, such as one that a power cut broke off. */
function parseLine(text: string): LogLine | undefined {
  const { time, level, area, msg, ...fields } = membersOf(text)
  if (typeof time !== 'string' || !isLevel(level)) return undefined
  return { at: time, level, area: textOf(area), message: textOf(msg), fields }
}

/** After a power cut the next line may stand right behind the beginning of another. */
function membersOf(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    return {} // not JSON: the caller tells it from a line by what it lacks
  }
}

function matcher({ level, area, text }: LogFilter): (line: LogLine) => boolean {
  const least = LOG_LEVELS.indexOf(level)
  const wanted = text?.toLowerCase()
  return (line) =>
    LOG_LEVELS.indexOf(line.level) >= least &&
    (area === undefined || line.area === area) &&
    (wanted === undefined || JSON.stringify(line).toLowerCase().includes(wanted))
}
