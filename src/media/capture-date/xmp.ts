import { XMLParser } from 'fast-xml-parser'
import type { Collector } from './collector.ts'
import type { DateSource } from './model.ts'

const SOURCE_OF_NAME: ReadonlyMap<string, DateSource> = new Map<string, DateSource>([
  ['exif:DateTimeOriginal', 'xmp.original'],
  ['photoshop:DateCreated', 'xmp.photoshop'],
  ['xmp:CreateDate', 'xmp.created'],
  ['xap:CreateDate', 'xmp.created'],
  ['exif:DateTimeDigitized', 'xmp.created'],
  ['xmp:ModifyDate', 'xmp.modified'],
  ['xap:ModifyDate', 'xmp.modified'],
])
const WORTH_PARSING = ['DateTimeOriginal', 'DateCreated', 'CreateDate', 'DateTimeDigitized', 'ModifyDate']
const DEEPEST = 32

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
})

/**
 * Dates of an XMP packet. A packet that is no XML brings no date and says so; a DOCTYPE is never read.
 * @param isSidecar the packet is a file beside the media: all its dates count as `sidecar.xmp`, the most trusted alone
 */
export function readXmp(packet: Buffer, into: Collector, isSidecar = false): void {
  const text = decoded(packet)
  if (/<!DOCTYPE/i.test(text)) return into.refuse(isSidecar ? 'sidecar.xmp' : 'xmp.original', '<!DOCTYPE', 'doctype')
  if (!WORTH_PARSING.some((name) => text.includes(name))) return
  const dates = datesIn(text)
  if (dates === undefined) return into.refuse(isSidecar ? 'sidecar.xmp' : 'xmp.original', '', 'damaged')
  for (const [name, source] of SOURCE_OF_NAME) {
    const value = dates.get(name)
    if (value === undefined) continue
    if (!isSidecar) into.add({ source, value, frame: 'local' })
    else if (source !== 'xmp.modified') return into.add({ source: 'sidecar.xmp', value, frame: 'local' })
  }
}

function datesIn(text: string): Map<string, string> | undefined {
  const start = text.indexOf('<')
  const end = text.lastIndexOf('>')
  if (end < start) return undefined
  try {
    const dates = new Map<string, string>()
    collect(parser.parse(text.slice(start, end + 1)), dates, 0)
    return dates
  } catch {
    return undefined
  }
}

function collect(node: unknown, dates: Map<string, string>, depth: number): void {
  if (typeof node !== 'object' || node === null || depth > DEEPEST) return
  for (const [name, value] of Object.entries(node)) {
    if (SOURCE_OF_NAME.has(name) && !dates.has(name)) {
      const first: unknown = Array.isArray(value) ? value[0] : value
      const text = typeof first === 'object' && first !== null ? (first as Record<string, unknown>)['#text'] : first
      if (typeof text === 'string') dates.set(name, text)
    } else collect(value, dates, depth + 1)
  }
}

function decoded(packet: Buffer): string {
  if (packet[0] === 0xff && packet[1] === 0xfe) return packet.toString('utf16le', 2)
  if (packet[0] === 0xfe && packet[1] === 0xff)
    return Buffer.from(packet.subarray(2, packet.length - (packet.length % 2)))
      .swap16()
      .toString('utf16le')
  return packet.toString('utf8')
}
