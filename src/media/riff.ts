import type { ByteSource } from './byte-source.ts'

export interface RiffChunk {
  id: string
  at: number
  length: number
}

const MOST_CHUNKS = 512

/** The chunks between two offsets of a RIFF file (WebP, AVI, WAV). */
export function* riffChunks(bytes: ByteSource, start: number, end: number): Generator<RiffChunk> {
  let at = start
  for (let seen = 0; seen < MOST_CHUNKS && at + 8 <= end; seen += 1) {
    const head = bytes.read(at, 8)
    if (head.length < 8) return
    const chunk = { id: head.toString('latin1', 0, 4), at: at + 8, length: head.readUInt32LE(4) }
    yield chunk
    at = chunk.at + chunk.length + (chunk.length % 2)
  }
}
