const VIDEO = 0x1011
const SOUND = 0x1100
const PROGRAM = 0x100

export interface BuiltRecording {
  /** Five bytes each: a tag and four bytes of content. */
  packs: readonly (readonly number[])[]
  /** 188 of broadcast, 192 of cameras and discs. */
  packetBytes: 188 | 192
  /** Pictures before the one with the packs. */
  picturesBefore?: number
}

/** `2021-07-02 00:30:00` and a byte for the zone as the packs 0x18 and 0x19. */
export function recordingDate(local: string, zone = 0): number[][] {
  const [century = 0, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (
    local.replace(/\D/g, '').match(/../g) ?? []
  ).map((two) => Number.parseInt(two, 16))
  return [
    [0x18, zone, century, year, month],
    [0x19, day, hour, minute, second],
  ]
}

/** An AVCHD recording: tables, H.264 pictures with user data, and sound between their packets. */
export function builtTransportStream({ packs, packetBytes, picturesBefore = 0 }: BuiltRecording): Buffer {
  const pictures = [...Array.from({ length: picturesBefore }, () => picture([])), picture([userData(packs)]), picture([])]
  const packets = [
    ...inPackets(0, table([0x00, 0xb0, 0x0d, 0, 1, 0xc1, 0, 0, 0, 1, 0xe0 | (PROGRAM >> 8), PROGRAM & 0xff])),
    ...inPackets(
      PROGRAM,
      table([0x02, 0xb0, 0x12, 0, 1, 0xc1, 0, 0, 0xf0, 0x11, 0xf0, 0, 0x1b, 0xe0 | (VIDEO >> 8), VIDEO & 0xff, 0xf0, 0]),
    ),
    ...pictures.flatMap((units) => inPackets(VIDEO, pes(0xe0, units)).flatMap((packet) => [packet, sound()])),
  ]
  if (packetBytes === 188) return Buffer.concat(packets)
  return Buffer.concat(packets.flatMap((packet) => [Buffer.from([0, 0, 0, 1]), packet]))
}

/** With four bytes for its checksum. */
const table = (bytes: readonly number[]): Buffer => Buffer.from([0, ...bytes, 0, 0, 0, 0])

const sound = (): Buffer => inPackets(SOUND, pes(0xc0, Buffer.alloc(100, 0x55)))[0] ?? Buffer.alloc(0)

function pes(stream: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 1, stream, 0, 0, 0x80, 0x80, 5, 0x21, 0, 1, 0, 1]), content])
}

/** An access unit: its delimiter, what is given, and a slice of 20,000 bytes. */
function picture(units: readonly Buffer[]): Buffer {
  const start = Buffer.from([0, 0, 0, 1])
  const slice = Buffer.from(Array.from({ length: 20_000 }, (_, n) => 1 + ((n * 7) % 250)))
  return Buffer.concat([Buffer.from([9, 0xf0]), ...units, Buffer.concat([Buffer.from([0x65]), slice])].flatMap((unit) => [start, unit]))
}

function userData(packs: readonly (readonly number[])[]): Buffer {
  const content = Buffer.concat([
    Buffer.from('17ee8c60f84d11d98cd60800200c9a66', 'hex'),
    Buffer.from('MDPM'),
    Buffer.from([packs.length, ...packs.flat()]),
  ])
  return Buffer.concat([Buffer.from([6]), escaped(Buffer.concat([Buffer.from([5, content.length]), content])), Buffer.from([0x80])])
}

/** So that nothing in it looks like a start code. */
function escaped(content: Buffer): Buffer {
  const bytes: number[] = []
  for (const byte of content) {
    if (byte <= 3 && bytes.at(-1) === 0 && bytes.at(-2) === 0) bytes.push(3)
    bytes.push(byte)
  }
  return Buffer.from(bytes)
}

function inPackets(stream: number, content: Buffer): Buffer[] {
  const packets: Buffer[] = []
  for (let at = 0; at < content.length; ) {
    const left = Math.min(184, content.length - at)
    const isStart = at === 0
    const head = [0x47, (isStart ? 0x40 : 0) | (stream >> 8), stream & 0xff, left === 184 ? 0x10 : 0x30]
    // What a short packet does not fill is its adaptation field.
    const gap = 184 - left
    const filler = gap === 0 ? [] : gap === 1 ? [0] : [gap - 1, 0, ...Array.from({ length: gap - 2 }, () => 0xff)]
    packets.push(Buffer.concat([Buffer.from([...head, ...filler]), content.subarray(at, at + left)]))
    at += left
  }
  return packets
}
