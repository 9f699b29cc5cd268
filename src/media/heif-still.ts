import { boxes, findBox, type Box } from './bmff.ts'
import type { ByteSource } from './byte-source.ts'
import { readHeifMeta, type HeifItem, type HeifMeta } from './heif-items.ts'

/** A picture of a HEIC file that stands in one piece, as a decoder of HEVC reads it. */
export interface HeifStill {
  /** Annex B: each unit behind a start code, the decoder's configuration first. */
  hevc: Uint8Array
  width: number
  height: number
  /** Quarter turns to the left that make it upright. */
  quarterTurns: 0 | 1 | 2 | 3
}

const LARGEST_STILL = 8 * 1024 * 1024
const LARGEST_CONFIGURATION = 64 * 1024
const MOST_ENTRIES = 2048
const START_CODE = Buffer.from([0, 0, 0, 1])

/**
 * The file's own thumbnails, and its picture where that is no grid: a tile of a grid is a corner of a picture, which must
 * never stand for the whole.
 */
export function heifStills(bytes: ByteSource): HeifStill[] {
  const meta = readHeifMeta(bytes)
  const box = findBox(bytes, { at: 0, end: bytes.size }, 'meta')
  if (meta === undefined || box === undefined) return []
  const inside = { at: box.at + 4, end: Math.min(box.end, bytes.size) }
  const primary = primaryOf(bytes, inside)
  const whole = new Set([primary, ...thumbnailsOf(bytes, inside, primary)])
  const properties = propertiesOf(bytes, inside)
  return meta.items
    .filter((item) => item.type === 'hvc1' && whole.has(item.id))
    .flatMap((item) => stillOf(bytes, meta, { item, properties: properties.get(item.id) ?? [] }))
}

type Range = Pick<Box, 'at' | 'end'>

const readBox = (bytes: ByteSource, { at, end }: Range, most: number): Buffer =>
  bytes.read(at, Math.min(end - at, most, bytes.size - at))

function primaryOf(bytes: ByteSource, inside: Range): number {
  const pitm = findBox(bytes, inside, 'pitm')
  if (pitm === undefined) return 0
  const raw = readBox(bytes, pitm, 8)
  return raw[0] === 0 ? raw.readUIntBE(4, 2) : raw.readUIntBE(4, 4)
}

/** Items that `iref` says are thumbnails of the primary one. */
function thumbnailsOf(bytes: ByteSource, inside: Range, primary: number): number[] {
  const iref = findBox(bytes, inside, 'iref')
  if (iref === undefined) return []
  const width = bytes.need(iref.at, 1)[0] === 0 ? 2 : 4
  return [...boxes(bytes, iref.at + 4, Math.min(iref.end, bytes.size))]
    .filter(({ type }) => type === 'thmb')
    .flatMap((box) => {
      const raw = readBox(bytes, box, 64)
      return raw.length >= width * 2 + 2 && raw.readUIntBE(width + 2, width) === primary
        ? [raw.readUIntBE(0, width)]
        : []
    })
}

/** The properties of each item, by its id. */
function propertiesOf(bytes: ByteSource, inside: Range): Map<number, Box[]> {
  const iprp = findBox(bytes, inside, 'iprp')
  const ipco = iprp && findBox(bytes, iprp, 'ipco')
  const ipma = iprp && findBox(bytes, iprp, 'ipma')
  const found = new Map<number, Box[]>()
  if (ipco === undefined || ipma === undefined) return found
  const all = [...boxes(bytes, ipco.at, Math.min(ipco.end, bytes.size))]
  const raw = readBox(bytes, ipma, LARGEST_CONFIGURATION)
  const idBytes = raw[0] === 0 ? 2 : 4
  const isWide = ((raw[3] ?? 0) & 1) === 1
  let at = 8
  for (let left = Math.min(raw.readUInt32BE(4), MOST_ENTRIES); left > 0 && at + idBytes < raw.length; left -= 1) {
    const id = raw.readUIntBE(at, idBytes)
    const count = raw[at + idBytes] ?? 0
    at += idBytes + 1
    const indexes = Array.from({ length: count }, (_, n) =>
      isWide ? (((raw[at + n * 2] ?? 0) & 0x7f) << 8) | (raw[at + n * 2 + 1] ?? 0) : (raw[at + n] ?? 0) & 0x7f,
    )
    at += isWide ? count * 2 : count
    found.set(
      id,
      indexes.flatMap((index) => all[index - 1] ?? []),
    )
  }
  return found
}

interface ItemWithProperties {
  item: HeifItem
  properties: readonly Box[]
}

function stillOf(bytes: ByteSource, meta: HeifMeta, { item, properties }: ItemWithProperties): HeifStill[] {
  const of = (type: string, most: number): Buffer | undefined => {
    const box = properties.find((property) => property.type === type)
    return box === undefined ? undefined : readBox(bytes, box, most)
  }
  const configuration = of('hvcC', LARGEST_CONFIGURATION)
  const size = of('ispe', 12)
  const extents = meta.dataOf(item, LARGEST_STILL)
  if (configuration === undefined || configuration.length < 23 || size?.length !== 12 || extents === undefined)
    return []
  const data = Buffer.concat(extents.map(({ at, length }) => bytes.read(at, length)))
  const lengthBytes = ((configuration[21] ?? 0) & 3) + 1
  return [
    {
      hevc: Uint8Array.from(Buffer.concat([...unitsOfConfiguration(configuration), ...unitsOf(data, lengthBytes)])),
      width: size.readUInt32BE(4),
      height: size.readUInt32BE(8),
      quarterTurns: ((of('irot', 1)?.[0] ?? 0) & 3) as HeifStill['quarterTurns'],
    },
  ]
}

/** `hvcC`: parameter sets in arrays by their kind. */
function unitsOfConfiguration(raw: Buffer): Buffer[] {
  const units: Buffer[] = []
  let at = 23
  for (let arrays = raw[22] ?? 0; arrays > 0 && at + 3 <= raw.length; arrays -= 1) {
    let count = raw.readUInt16BE(at + 1)
    at += 3
    for (; count > 0 && at + 2 <= raw.length; count -= 1) {
      const length = raw.readUInt16BE(at)
      units.push(START_CODE, raw.subarray(at + 2, at + 2 + length))
      at += 2 + length
    }
  }
  return units
}

/** The picture's units, each behind its length. */
function unitsOf(data: Buffer, lengthBytes: number): Buffer[] {
  const units: Buffer[] = []
  for (let at = 0; at + lengthBytes < data.length;) {
    const length = data.readUIntBE(at, lengthBytes)
    units.push(START_CODE, data.subarray(at + lengthBytes, at + lengthBytes + length))
    at += lengthBytes + length
  }
  return units
}
