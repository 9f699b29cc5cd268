import { createSha256 } from './sha256.ts'

/** What the page is told of a file. */
export type Told =
  | { kind: 'read'; bytes: number }
  | { kind: 'hashed'; sha256: string }
  /** It is not what was chosen any more. */
  | { kind: 'changed' }
  | { kind: 'failed'; name: string }

const PIECE_BYTES = 4 << 20

const tell = (told: Told): void => self.postMessage(told)

/** Piece by piece, the next one read while this one is hashed: a file of any size takes two pieces of memory. */
async function hash(file: File): Promise<Told> {
  const sha256 = createSha256()
  const pieceAt = (start: number): Promise<ArrayBuffer> => {
    const piece = file.slice(start, start + PIECE_BYTES).arrayBuffer()
    // Awaited in its round, or never when the round before it throws.
    piece.catch(() => undefined)
    return piece
  }
  let next = pieceAt(0)
  for (let start = 0; start < file.size; start += PIECE_BYTES) {
    const piece = new Uint8Array(await next)
    if (piece.length !== Math.min(PIECE_BYTES, file.size - start)) return { kind: 'changed' }
    next = pieceAt(start + PIECE_BYTES)
    sha256.update(piece)
    tell({ kind: 'read', bytes: piece.length })
  }
  return { kind: 'hashed', sha256: sha256.hex() }
}

self.addEventListener('message', ({ data }: MessageEvent<File>) => {
  hash(data).then(tell, (error: unknown) => tell({ kind: 'failed', name: error instanceof Error ? error.name : '' }))
})
