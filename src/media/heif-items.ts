import { boxes, findBox, type Box } from './bmff.ts'
import type { ByteSource } from './byte-source.ts'

/** An item of a HEIF file's `meta` box: an image, an EXIF block, an XMP packet. */
export interface HeifItem {
  id: number
  type: string
  contentType: string
}

const MOST_ITEMS = 2048
const MOST_EXTENTS = 64
const LARGEST_TABLE = 512 * 1024

export interface HeifMeta {
  items: HeifItem[]
  /** Offset behind the last byte that any item needs; past the file's size when the file was cut. */
  end: number
  /** Bytes of an item, undefined when it has none, is larger than `most` or lies outside of the file. */
  dataOf(item: HeifItem, most: number): { at: number; length: number }[] | undefined
}

/** Reads `iinf` and `iloc` of the first top-level `meta` box. */
export function readHeifMeta(bytes: ByteSource): HeifMeta | undefined {
  const meta = findBox(bytes, { at: 0, end: bytes.size }, 'meta')
  if (meta === undefined) return undefined
  const inside = { at: meta.at + 4, end: Math.min(meta.end, bytes.size) }
  const iinf = findBox(bytes, inside, 'iinf')
  const iloc = findBox(bytes, inside, 'iloc')
  if (iinf === undefined || iloc === undefined) return undefined
  const locations = readLocations(bytes, iloc)
  const idat = findBox(bytes, inside, 'idat')
  return {
    items: readItems(bytes, iinf),
    end: endOf([...locations.values()]),
    dataOf(item, most) {
      const location = locations.get(item.id)
      if (location === undefined || location.method > 1) return undefined
      const base = location.method === 1 ? idat?.at : 0
      if (base === undefined) return undefined
      const total = location.extents.reduce((sum, extent) => sum + extent.length, 0)
      return total > most || total === 0
        ? undefined
        : location.extents.map((extent) => ({ at: base + extent.at, length: extent.length }))
    },
  }
}

function endOf(locations: readonly Location[]): number {
  let end = 0
  for (const { method, extents } of locations) {
    for (const { at, length } of method === 0 ? extents : []) end = Math.max(end, at + length)
  }
  return end
}

function readItems(bytes: ByteSource, iinf: Box): HeifItem[] {
  const isShort = bytes.need(iinf.at, 1)[0] === 0
  const items: HeifItem[] = []
  for (const box of boxes(bytes, iinf.at + (isShort ? 6 : 8), Math.min(iinf.end, bytes.size))) {
    if (items.length >= MOST_ITEMS) break
    if (box.type !== 'infe') continue
    const raw = bytes.read(box.at, Math.min(box.end - box.at, 256))
    const version = raw[0] ?? 0
    const idBytes = version >= 3 ? 4 : 2
    if (version < 2 || raw.length < 10 + idBytes) continue
    const typeAt = 4 + idBytes + 2
    const [, contentType = ''] = raw.toString('latin1', typeAt + 4).split('\0')
    items.push({ id: raw.readUIntBE(4, idBytes), type: raw.toString('latin1', typeAt, typeAt + 4), contentType })
  }
  return items
}

interface Location {
  method: number
  extents: { at: number; length: number }[]
}

function readLocations(bytes: ByteSource, iloc: Box): Map<number, Location> {
  const table = bytes.read(iloc.at, Math.min(iloc.end - iloc.at, LARGEST_TABLE))
  const read = cursor(table)
  const version = read(1)
  read(3)
  const sizes = read(2)
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexSize = version === 0 ? 0 : sizes & 15
  const count = Math.min(read(version < 2 ? 2 : 4), MOST_ITEMS)
  const locations = new Map<number, Location>()
  for (let i = 0; i < count && !read.isPast(); i += 1) {
    const id = read(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : read(2) & 15
    read(2)
    const base = read(baseSize)
    const extents: Location['extents'] = []
    for (let left = Math.min(read(2), MOST_EXTENTS); left > 0 && !read.isPast(); left -= 1) {
      read(indexSize)
      const at = base + read(offsetSize)
      extents.push({ at, length: read(lengthSize) })
    }
    if (!read.isPast()) locations.set(id, { method, extents })
  }
  return locations
}

type Cursor = ((width: number) => number) & { isPast(): boolean }

/** Big-endian numbers of 0 to 8 bytes, one after the other; past the end they are 0 and `isPast` tells. */
function cursor(table: Buffer): Cursor {
  let at = 0
  const read = (width: number): number => {
    at += width
    if (at > table.length) return 0
    let value = 0
    for (let i = at - width; i < at; i += 1) value = value * 256 + (table[i] ?? 0)
    return value
  }
  return Object.assign(read, { isPast: () => at > table.length })
}
