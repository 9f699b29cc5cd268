// The movers' file port with faults in front of it, told by PATCHBAY_TEST_FAULTS. Never part of the product.
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import { type FilePort, filePort as real } from '../../src/transfer/file-port.ts'
import type { FILE_SABOTAGES, Intruder } from './flow.ts'
import type { ExactPath } from '../../src/media/folder-listing.ts'

export type Sabotage = (typeof FILE_SABOTAGES)[number]

export interface PortFaults {
  /** SIGKILL right before this call that changes the disk, 1-based. */
  killAt?: number
  sabotage?: Sabotage | undefined
  /** Where to write down how many such calls there were. */
  countIn?: string
  /** Folders with this in their path are as if on another disk: links in and out fail with EXDEV. */
  otherDisk?: string
  /** Right before a link gives this name, someone else gives it to a file of theirs, made as `NAME.intruder`. */
  intruder?: Intruder | undefined
  /** Links fail with EPERM, as on exFAT. */
  noLinks?: boolean
  /** These calls fail with this errno: `{ sync: 'EIO' }`; from the nth call on. */
  fail?: { call: keyof FilePort; errno: string; from: number; times: number }
  /** Every written block has its first byte changed: a disk that lies. */
  corrupt?: boolean
}

const faults = JSON.parse(process.env['PATCHBAY_TEST_FAULTS'] ?? '{}') as PortFaults
let calls = 0
const callsOf = new Map<string, number>()

function failing(errno: string): Error {
  return Object.assign(new Error(`${errno}: as the test wishes`), { code: errno })
}

function before(name: keyof FilePort): void {
  calls++
  if (faults.countIn !== undefined) writeFileSync(faults.countIn, String(calls))
  if (calls === faults.killAt) process.kill(process.pid, 'SIGKILL')
  const own = (callsOf.get(name) ?? 0) + 1
  callsOf.set(name, own)
  const { fail } = faults
  if (fail !== undefined && fail.call === name && own >= fail.from && own < fail.from + fail.times)
    throw failing(fail.errno)
}

const isTemporary = (path: ExactPath): boolean => String(path).endsWith('.part')

function isOnOtherDisk(path: ExactPath): boolean {
  return faults.otherDisk !== undefined && realpathSync(dirname(String(path))).includes(faults.otherDisk)
}

/** Bytes that change once nobody looks any more: the mover's own check has been by. */
function spoil(path: ExactPath): void {
  const fd = openSync(path, 'r+')
  const { mtimeNs } = fstatSync(fd, { bigint: true })
  const first = Buffer.alloc(1)
  readSync(fd, first, 0, 1, 0)
  first.writeUInt8((first.at(0) ?? 0) ^ 1, 0)
  writeSync(fd, first, 0, 1, 0)
  real.setModifiedAt(fd, mtimeNs)
  closeSync(fd)
}

function intrude(to: ExactPath): void {
  const { intruder } = faults
  if (intruder === undefined || basename(String(to)) !== intruder.name || existsSync(to)) return
  // Whole at once: a kill between two calls of the intruder's would be no fault of the product.
  const whole = `${String(to)}.intruder`
  const fd = openSync(whole, 'w')
  writeSync(fd, intruder.content)
  futimesSync(fd, intruder.mtimeMs / 1000, intruder.mtimeMs / 1000)
  fsyncSync(fd)
  closeSync(fd)
  real.link(whole, to)
  unlinkSync(whole)
}

function link(from: ExactPath, to: ExactPath): void {
  if (faults.noLinks === true) throw failing('EPERM')
  if (isOnOtherDisk(from) !== isOnOtherDisk(to)) throw failing('EXDEV')
  intrude(to)
  if (faults.sabotage === 'overwrite') rmSync(to, { force: true })
  if (faults.sabotage === 'skip-verify' && isTemporary(from)) spoil(from)
  if (faults.sabotage !== 'unlink-first' || isTemporary(from)) return real.link(from, to)
  const bytes = readFileSync(from)
  unlinkSync(from)
  before('unlink')
  writeFileSync(to, bytes, { flag: 'wx' })
}

const isDeaf = faults.sabotage === 'skip-fsync'

export const filePort: FilePort = {
  link(from, to) {
    before('link')
    link(from, to)
  },
  unlink(path) {
    before('unlink')
    if (faults.sabotage !== 'unlink-first') return real.unlink(path)
    rmSync(path, { force: true })
  },
  makeFolder(path) {
    before('makeFolder')
    real.makeFolder(path)
  },
  removeFolder(path) {
    before('removeFolder')
    real.removeFolder(path)
  },
  createFile(path) {
    before('createFile')
    return real.createFile(path)
  },
  write(fd, bytes, length) {
    before('write')
    if (faults.corrupt !== true) return real.write(fd, bytes, length)
    const other = Buffer.from(bytes.subarray(0, length))
    other.writeUInt8((other.at(0) ?? 0) ^ 1, 0)
    return real.write(fd, other, length)
  },
  setOwner(fd, uid, gid) {
    before('setOwner')
    real.setOwner(fd, uid, gid)
  },
  setMode(fd, mode) {
    before('setMode')
    real.setMode(fd, mode)
  },
  setModifiedAt(fd, mtimeNs) {
    before('setModifiedAt')
    real.setModifiedAt(fd, mtimeNs)
  },
  sync(fd) {
    before('sync')
    if (!isDeaf) real.sync(fd)
  },
  syncBytes(fd) {
    before('syncBytes')
    if (!isDeaf) real.syncBytes(fd)
  },
  syncFileSystem: (folder) => isDeaf || real.syncFileSystem(folder),
  close: (fd) => real.close(fd),
}
