import type { ByteSource } from './byte-source.ts'

export interface PngChunk {
  type: string
  at: number
  length: number
}

const SIGNATURE_BYTES = 8
/** A large picture has an IDAT chunk every 8 KiB or so. */
const MOST_CHUNKS = 4000

/** The chunks of a PNG with their own word on their length; the last may lie past the file's end. */
export function* pngChunks(bytes: ByteSource): Generator<PngChunk> {
  let at = SIGNATURE_BYTES
  for (let seen = 0; seen < MOST_CHUNKS; seen += 1) {
    const head = bytes.read(at, 8)
    if (head.length < 8) return
    const chunk = { type: head.toString('latin1', 4, 8), at: at + 8, length: head.readUInt32BE(0) }
    yield chunk
    if (chunk.type === 'IEND') return
    at = chunk.at + chunk.length + 4
  }
}
