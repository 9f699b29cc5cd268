import type { ByteSource } from '../byte-source.ts'
import type { Collector } from './collector.ts'

const SYNC = 0x47
/** A packet of broadcast, and the same behind the four bytes of a time with which discs and cameras write it. */
const LAYOUTS = [
  { step: 188, lead: 0 },
  { step: 192, lead: 4 },
]
const BLOCK_PACKETS = 340
/** QUIRK Panasonic leaves it out of the first picture; a camera writes it at least every half second. */
const MOST_SCANNED = 3 * 1024 * 1024

/** Of the user data in which AVCHD cameras write what a tape would hold: `ModifiedDVPackMeta`. */
const MARK = Buffer.concat([Buffer.from('17ee8c60f84d11d98cd60800200c9a66', 'hex'), Buffer.from('MDPM')])
/** The mark and all that may stand behind it. */
const LONGEST_PACKS = 2048
const PACK = 5
const YEAR_AND_MONTH = 0x18
const DAY_AND_TIME = 0x19

/** The date of an AVCHD recording (`.mts`, `.m2ts`): the camera's local time, beside the first pictures. */
export function readTransportStreamDates(bytes: ByteSource, into: Collector): void {
  const packs = findPacks(bytes)
  const date = packs?.get(YEAR_AND_MONTH)
  const time = packs?.get(DAY_AND_TIME)
  if (date === undefined || time === undefined) return
  const [zone = 0, ...yearAndMonth] = date
  const [century, year, month, day, hour, minute, second] = [...yearAndMonth, ...time].map(
    // Digits of two by two.
    (byte) => byte.toString(16).padStart(2, '0'),
  )
  const value = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}`
  into.add({ source: 'avchd.recorded', value, frame: 'local', ...offsetOf(zone) })
}

/** Cameras without a zone write 0, and with summer time it is not known whether the hour is in it: none is told then. */
function offsetOf(zone: number): { offset?: string } {
  const [isSummer, isWest] = [(zone & 0x40) !== 0, (zone & 0x20) !== 0]
  if ((zone & 0x3f) === 0 || (zone & 0x80) !== 0 || isSummer) return {}
  const hours = String((zone >> 1) & 0x0f).padStart(2, '0')
  return { offset: `${isWest ? '-' : '+'}${hours}:${(zone & 1) === 1 ? '30' : '00'}` }
}

/** Four bytes each, by their tag. */
function findPacks(bytes: ByteSource): Map<number, Buffer> | undefined {
  let tail = Buffer.alloc(0)
  for (const block of videoBlocks(bytes)) {
    const seen = Buffer.concat([tail, block])
    const at = seen.indexOf(MARK)
    if (at >= 0 && seen.length - at >= LONGEST_PACKS) return packsIn(seen.subarray(at + MARK.length))
    tail = seen.subarray(-LONGEST_PACKS)
  }
  const at = tail.indexOf(MARK)
  return at < 0 ? undefined : packsIn(tail.subarray(at + MARK.length))
}

function packsIn(escaped: Buffer): Map<number, Buffer> {
  const plain = withoutEscapes(escaped)
  const packs = new Map<number, Buffer>()
  const count = plain[0] ?? 0
  for (let at = 1; at <= count * PACK && at + PACK <= plain.length; at += PACK)
    packs.set(plain[at] ?? 0, plain.subarray(at + 1, at + PACK))
  return packs
}

/** In H.264 a 3 is put behind two zeros, so that what follows can't look like a start code. */
function withoutEscapes(escaped: Buffer): Buffer {
  const plain: number[] = []
  let zeros = 0
  for (const byte of escaped) {
    const isEscape = zeros >= 2 && byte === 3
    if (!isEscape) plain.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Buffer.from(plain)
}

/** What the packets of the first video stream carry, one after the other. */
function* videoBlocks(bytes: ByteSource): Generator<Buffer> {
  const layout = LAYOUTS.find(({ step, lead }) => {
    const start = bytes.read(lead, step + 1)
    return start[0] === SYNC && start[step] === SYNC
  })
  if (layout === undefined) return
  const { step, lead } = layout
  let video: number | undefined
  for (let at = 0; at < Math.min(bytes.size, MOST_SCANNED); at += step * BLOCK_PACKETS) {
    const block = bytes.read(at, step * BLOCK_PACKETS)
    const found: Buffer[] = []
    for (let packet = lead; packet + step - lead <= block.length; packet += step) {
      const part = block.subarray(packet, packet + step - lead)
      const { stream, payload, isStart } = parsePacket(part)
      if (isStart && isVideo(payload)) video ??= stream
      if (stream === video) found.push(payload)
    }
    yield Buffer.concat(found)
  }
}

function parsePacket(packet: Buffer): { stream: number; isStart: boolean; payload: Buffer } {
  const flags = packet.readUInt16BE(1)
  const control = packet[3] ?? 0
  const hasAdaptation = (control & 0x20) !== 0
  const start = hasAdaptation ? 5 + (packet[4] ?? 0) : 4
  return {
    stream: flags & 0x1fff,
    isStart: (flags & 0x4000) !== 0,
    payload: (control & 0x10) === 0 ? packet.subarray(0, 0) : packet.subarray(start),
  }
}

/** The start of a picture: 00 00 01 and the number of a video stream. */
const isVideo = (payload: Buffer): boolean =>
  payload.length >= 4 && payload.readUIntBE(0, 3) === 1 && ((payload[3] ?? 0) & 0xf0) === 0xe0
