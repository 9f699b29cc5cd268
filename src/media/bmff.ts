import type { ByteSource } from './byte-source.ts'

/** A box of the ISO base media format (MP4, MOV, HEIC, AVIF, CR3). */
export interface Box {
  type: string
  /** Where the payload starts, and where the box ends by its own word (may lie past the file's end). */
  at: number
  end: number
  /** For `uuid` boxes: 32 hex digits. */
  uuid?: string
  /** Its length field is 0: it goes on to the end of the file. */
  isOpenEnded?: boolean
}

const MOST_BOXES = 1000
const TYPE_SHAPE = /^[\x20-\x7e\xa9]{4}$/

/**
 * The boxes between two offsets. Stops quietly at the first thing that is no box.
 * @param end at most the file's size
 */
export function* boxes(bytes: ByteSource, start: number, end: number): Generator<Box> {
  let at = start
  for (let seen = 0; seen < MOST_BOXES && at + 8 <= end; seen += 1) {
    const box = boxAt(bytes, at, end)
    if (box === undefined) return
    yield box
    at = box.end
  }
}

export function findBox(bytes: ByteSource, within: { at: number; end: number }, type: string): Box | undefined {
  for (const box of boxes(bytes, within.at, Math.min(within.end, bytes.size))) if (box.type === type) return box
  return undefined
}

function boxAt(bytes: ByteSource, at: number, end: number): Box | undefined {
  const head = bytes.read(at, 8)
  if (head.length < 8) return undefined
  const type = head.toString('latin1', 4, 8)
  const short = head.readUInt32BE(0)
  if (!TYPE_SHAPE.test(type) && !(head.readUInt32BE(4) > 0 && short >= 8 && at + short <= end)) return undefined
  const measured = lengthOf(bytes, at, end)
  if (measured === undefined) return undefined
  const box: Box = { type, at: at + measured.header, end: at + measured.length }
  if (short === 0) box.isOpenEnded = true
  if (type === 'uuid') {
    box.uuid = bytes.read(box.at, 16).toString('hex')
    box.at += 16
  }
  return box
}

function lengthOf(bytes: ByteSource, at: number, end: number): { header: number; length: number } | undefined {
  const short = bytes.need(at, 4).readUInt32BE(0)
  if (short === 0) return { header: 8, length: end - at }
  if (short !== 1) return short < 8 ? undefined : { header: 8, length: short }
  const long = bytes.read(at + 8, 8)
  if (long.length < 8) return undefined
  const length = long.readUInt32BE(0) * 2 ** 32 + long.readUInt32BE(4)
  return length < 16 ? undefined : { header: 16, length }
}
