import type { ByteSource } from './byte-source.ts'
import type { Completeness } from './completeness-model.ts'
import { findEntry, numbersOf, openTiff, readIfd, type Tiff, type TiffEntry } from './tiff.ts'

const PARTS: readonly (readonly [offsets: number, lengths: number])[] = [
  [0x0111, 0x0117],
  [0x0144, 0x0145],
  [0x0201, 0x0202],
]
const SUB_IFDS = 0x014a
const MOST_IFDS = 16
const MOST_PARTS = 65_536
/** Panasonic and others write this where there is no offset. */
const NO_OFFSET = 0xffffffff

/** TIFF, DNG, NEF, CR2, ARW: every strip, tile and preview that a directory names lies inside of the file. */
export function tiffCompleteness(bytes: ByteSource): Completeness {
  const tiff = openTiff(bytes, 0)
  if (tiff === undefined) return { kind: 'unknown' }
  const seen = new Set<number>()
  const waiting = [tiff.firstIfd]
  let parts = 0
  for (let offset = waiting.pop(); offset !== undefined && seen.size < MOST_IFDS; offset = waiting.pop()) {
    if (offset === 0 || seen.has(offset)) continue
    seen.add(offset)
    if (offset + 2 > bytes.size) return { kind: 'incomplete', reason: 'part-past-end' }
    const { entries, next } = readIfd(tiff, offset)
    const subIfds = findEntry(entries, SUB_IFDS)
    waiting.push(next, ...(subIfds === undefined ? [] : numbersOf(tiff, subIfds, MOST_IFDS)))
    for (const [at, length] of partsOf(tiff, entries)) {
      parts += 1
      if (at !== NO_OFFSET && at + length > bytes.size) return { kind: 'incomplete', reason: 'part-past-end' }
    }
  }
  return parts > 0 ? { kind: 'complete' } : { kind: 'unknown' }
}

function partsOf(tiff: Tiff, entries: readonly TiffEntry[]): (readonly [number, number])[] {
  return PARTS.flatMap(([offsetTag, lengthTag]) => {
    const offsets = valuesOf(tiff, findEntry(entries, offsetTag))
    const lengths = valuesOf(tiff, findEntry(entries, lengthTag))
    return offsets.flatMap((at, i): (readonly [number, number])[] =>
      lengths[i] === undefined ? [] : [[at, lengths[i]]],
    )
  })
}

function valuesOf(tiff: Tiff, entry: TiffEntry | undefined): number[] {
  return entry === undefined ? [] : numbersOf(tiff, entry, MOST_PARTS)
}
