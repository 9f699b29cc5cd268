import type { ByteSource } from './byte-source.ts'

export interface TiffEntry {
  tag: number
  /** 1 byte, 2 text, 3 short, 4 long, 5 rational, 7 undefined, … */
  type: number
  count: number
  /** Where the value stands, from the start of the byte source. */
  at: number
  byteLength: number
}

/** A TIFF structure: a file of its own, or the inside of an EXIF block. */
export interface Tiff {
  bytes: ByteSource
  /** Where the structure starts; its offsets count from here. */
  base: number
  isLittleEndian: boolean
  firstIfd: number
}

const BYTES_OF_TYPE: readonly number[] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]
const MOST_ENTRIES = 2048
const LONGEST_TEXT = 256

/** Also the headers of ORF (`IIRO`, `IIRS`, `MMOR`) and RW2 (`IIU`), which are TIFF but for their number. */
export function openTiff(bytes: ByteSource, base: number): Tiff | undefined {
  const head = bytes.read(base, 8)
  if (head.length < 8) return undefined
  const order = head.toString('latin1', 0, 2)
  if (order !== 'II' && order !== 'MM') return undefined
  const isLittleEndian = order === 'II'
  const number = isLittleEndian ? head.readUInt16LE(2) : head.readUInt16BE(2)
  if (![0x2a, 0x55, 0x4f52, 0x5352].includes(number)) return undefined
  return { bytes, base, isLittleEndian, firstIfd: isLittleEndian ? head.readUInt32LE(4) : head.readUInt32BE(4) }
}

/** The entries of one directory and the offset of the next one (0 when it is the last). A broken directory has no entries. */
export function readIfd(tiff: Tiff, offset: number): { entries: TiffEntry[]; next: number } {
  const { bytes, base } = tiff
  const none = { entries: [], next: 0 }
  if (offset < 8) return none
  const counted = bytes.read(base + offset, 2)
  if (counted.length < 2) return none
  const count = u16(tiff, counted, 0)
  if (count > MOST_ENTRIES) return none
  const raw = bytes.read(base + offset + 2, count * 12 + 4)
  const entries: TiffEntry[] = []
  for (let at = 0; at + 12 <= Math.min(raw.length, count * 12); at += 12) {
    entries.push(entryAt(tiff, raw, { at, fileAt: base + offset + 2 + at }))
  }
  return { entries, next: raw.length >= count * 12 + 4 ? u32(tiff, raw, count * 12) : 0 }
}

function entryAt(tiff: Tiff, raw: Buffer, { at, fileAt }: { at: number; fileAt: number }): TiffEntry {
  const type = u16(tiff, raw, at + 2)
  const count = u32(tiff, raw, at + 4)
  const byteLength = (BYTES_OF_TYPE[type] ?? 0) * count
  return {
    tag: u16(tiff, raw, at),
    type,
    count,
    byteLength,
    at: byteLength <= 4 ? fileAt + 8 : tiff.base + u32(tiff, raw, at + 8),
  }
}

/** A text value without its trailing NUL; undefined when it is none or lies outside of the file. */
export function textOf(tiff: Tiff, entry: TiffEntry): string | undefined {
  if ((entry.type !== 2 && entry.type !== 7 && entry.type !== 1) || entry.byteLength > LONGEST_TEXT) return undefined
  const raw = tiff.bytes.read(entry.at, entry.byteLength)
  if (raw.length < entry.byteLength) return undefined
  const end = raw.indexOf(0)
  return raw.toString('latin1', 0, end === -1 ? raw.length : end)
}

/** Short and long values, at most `most` of them. */
export function numbersOf(tiff: Tiff, entry: TiffEntry, most = 1): number[] {
  const width = BYTES_OF_TYPE[entry.type] ?? 0
  if (entry.type !== 3 && entry.type !== 4 && entry.type !== 13) return []
  const raw = tiff.bytes.read(entry.at, Math.min(entry.count, most) * width)
  const values: number[] = []
  for (let at = 0; at + width <= raw.length; at += width)
    values.push(width === 2 ? u16(tiff, raw, at) : u32(tiff, raw, at))
  return values
}

/** Rationals as numbers; a division by zero is NaN. */
export function rationalsOf(tiff: Tiff, entry: TiffEntry): number[] {
  if (entry.type !== 5 || entry.count > 16) return []
  const raw = tiff.bytes.read(entry.at, entry.byteLength)
  const values: number[] = []
  for (let at = 0; at + 8 <= raw.length; at += 8) {
    const divisor = u32(tiff, raw, at + 4)
    values.push(divisor === 0 ? Number.NaN : u32(tiff, raw, at) / divisor)
  }
  return values
}

export function findEntry(entries: readonly TiffEntry[], tag: number): TiffEntry | undefined {
  return entries.find((entry) => entry.tag === tag)
}

function u16(tiff: Tiff, buffer: Buffer, at: number): number {
  return tiff.isLittleEndian ? buffer.readUInt16LE(at) : buffer.readUInt16BE(at)
}

function u32(tiff: Tiff, buffer: Buffer, at: number): number {
  return tiff.isLittleEndian ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at)
}
