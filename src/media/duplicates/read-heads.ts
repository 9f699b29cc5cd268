import { hash } from 'node:crypto'
import { closeSync, fstatSync, readSync } from 'node:fs'
import { alignedBuffer } from '../aligned-buffer.ts'
import { errnoOf, openForReading } from '../file-identity.ts'
import { type ExactPath, joinPath } from '../folder-listing.ts'
import { asBuffer, type FileTable, folderOf, folderPath, isAsSeen, nameFromText, sizeOf } from './file-columns.ts'
import {
  type Candidates,
  type Control,
  countDone,
  DIGEST_BYTES,
  type FileFailure,
  HEAD_BYTES,
  isChange,
  isStopped,
  SMALL_BYTES,
  State,
  takeTask,
} from './protocol.ts'

const buffer = alignedBuffer(SMALL_BYTES)

export interface Work {
  table: FileTable
  candidates: Candidates
  control: Control
}

/** Paths of files that come mostly in the order of their folders. */
export class PathFinder {
  readonly #table: FileTable
  #folder = -1
  #path: ExactPath = ''

  constructor(table: FileTable) {
    this.#table = table
  }

  pathOf(file: number): ExactPath {
    const folder = folderOf(this.#table, file)
    if (folder !== this.#folder) {
      this.#folder = folder
      this.#path = folderPath(this.#table, folder)
    }
    return joinPath(this.#path, nameFromText(this.#table, file))
  }
}

/** Reads small files whole, and heads of larger ones, until no task is left. Blocks. */
export function readHeads(todo: Uint32Array, perTask: number, work: Work): FileFailure[] {
  const failures: FileFailure[] = []
  const finder = new PathFinder(work.table)
  const reading = { ...work, digests: asBuffer(work.candidates.digests) }
  for (let task = takeTask(work.control); task * perTask < todo.length; task = takeTask(work.control)) {
    let bytes = 0
    const part = todo.subarray(task * perTask, (task + 1) * perTask)
    for (const position of part) {
      if (isStopped(work.control)) return failures
      const file = work.candidates.files[position] as number
      try {
        bytes += readHead(position, finder.pathOf(file), reading)
      } catch (error) {
        const errno = errnoOf(error)
        work.candidates.states[position] = isChange(errno) ? State.changed : State.unreadable
        failures.push({ file, errno })
      }
    }
    countDone(work.control, part.length, bytes)
    Atomics.add(work.control.flags, 3, part.length)
  }
  return failures
}

function readHead(
  position: number,
  path: ExactPath,
  { table, candidates, digests }: Work & { digests: Buffer },
): number {
  const file = candidates.files[position] as number
  const size = sizeOf(table, file)
  const wanted = size <= SMALL_BYTES ? size : HEAD_BYTES
  const fd = openForReading(path)
  try {
    const got = readSync(fd, buffer, 0, wanted, 0)
    const isWhole = got === wanted && isAsSeen(table, file, fstatSync(fd, { bigint: true }))
    candidates.states[position] = isWhole ? State.read : State.changed
    if (isWhole)
      digests.write(
        hash('sha256', buffer.subarray(0, wanted), 'binary'),
        position * DIGEST_BYTES,
        DIGEST_BYTES,
        'binary',
      )
    return got
  } finally {
    closeSync(fd)
  }
}
