import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

const HEAD_BYTES = 10
const ID3V1_BYTES = 128
const APE_BYTES = 32
/** Nobody has more tags than this in one file. */
const MOST_TAGS = 8

/** Where the audio of an MP3 lies, without what others wrote around it. */
export interface AudioRange {
  start: number
  /** Not included. */
  end: number
}

const syncsafe = (bytes: Buffer, at: number): number =>
  ((bytes[at] ?? 0) << 21) | ((bytes[at + 1] ?? 0) << 14) | ((bytes[at + 2] ?? 0) << 7) | (bytes[at + 3] ?? 0)

/** Looks at both ends alone. ID3v2 in front (with its footer), ID3v1 and APE behind. */
export async function audioRangeOf(path: string): Promise<AudioRange> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const read = async (at: number, length: number): Promise<Buffer> => {
      const bytes = Buffer.alloc(length)
      const { bytesRead } = await file.read(bytes, 0, length, Math.max(0, at))
      return bytes.subarray(0, bytesRead)
    }
    let [start, end] = [0, size]
    for (let n = 0; n < MOST_TAGS; n++) {
      const head = await read(start, HEAD_BYTES)
      if (head.toString('latin1', 0, 3) !== 'ID3') break
      const footer = ((head[5] ?? 0) & 0x10) === 0 ? 0 : HEAD_BYTES
      start = Math.min(end, start + HEAD_BYTES + syncsafe(head, 6) + footer)
    }
    for (let n = 0; n < MOST_TAGS && end - start > ID3V1_BYTES; n++) {
      const tail = await read(end - ID3V1_BYTES, ID3V1_BYTES)
      const ape = tail.subarray(ID3V1_BYTES - APE_BYTES)
      if (tail.toString('latin1', 0, 3) === 'TAG') end -= ID3V1_BYTES
      else if (ape.toString('latin1', 0, 8) === 'APETAGEX') end = Math.max(start, end - apeBytes(ape))
      else break
    }
    return { start, end }
  } finally {
    await file.close()
  }
}

/** Of the whole tag: its footer tells the size without the head, and whether there is one. */
const apeBytes = (footer: Buffer): number =>
  footer.readUInt32LE(12) + ((footer.readUInt32LE(20) & 0x80000000) === 0 ? 0 : APE_BYTES)

/** ID3v2.3 with a title and nothing else: UTF-16 with its mark, which every reader knows. */
export function titleTag(title: string): Buffer {
  const text = Buffer.concat([Buffer.from([1, 0xff, 0xfe]), Buffer.from(title, 'utf16le')])
  const frame = Buffer.alloc(HEAD_BYTES + text.length)
  frame.write('TIT2', 0, 'latin1')
  frame.writeUInt32BE(text.length, 4)
  text.copy(frame, HEAD_BYTES)
  const head = Buffer.alloc(HEAD_BYTES)
  head.write('ID3', 0, 'latin1')
  head[3] = 3
  for (let i = 0; i < 4; i++) head[9 - i] = (frame.length >> (7 * i)) & 0x7f
  return Buffer.concat([head, frame])
}

/** The audio of an MP3, byte for byte, behind a tag with this title alone: the same bytes wherever and whenever it is made. */
export async function writeTitledMp3(
  { from, to, title }: { from: string; to: string; title: string },
  signal: AbortSignal,
): Promise<void> {
  const { start, end } = await audioRangeOf(from)
  async function* parts(): AsyncGenerator<Buffer> {
    yield titleTag(title)
    if (end > start)
      yield* createReadStream(from, { start, end: end - 1, highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>
  }
  await pipeline(parts, createWriteStream(to), { signal })
}
