import type { ByteSource } from './byte-source.ts'

/** An element of Matroska or WebM. */
export interface EbmlElement {
  id: number
  at: number
  /** Undefined: the writer did not know it (a live recording). */
  length: number | undefined
}

export const EBML = { segment: 0x18538067, info: 0x1549a966, dateUtc: 0x4461, cluster: 0x1f43b675 } as const
const MOST_ELEMENTS = 500

/** The first element with that id between two offsets; it is not looked for behind the first cluster of media. */
export function findElement(
  bytes: ByteSource,
  within: { at: number; end: number },
  id: number,
): EbmlElement | undefined {
  let at = within.at
  for (let seen = 0; seen < MOST_ELEMENTS && at < within.end; seen += 1) {
    const element = elementAt(bytes, at)
    if (element === undefined || element.id === id) return element
    if (element.id === EBML.cluster || element.length === undefined) return undefined
    at = element.at + element.length
  }
  return undefined
}

function elementAt(bytes: ByteSource, at: number): EbmlElement | undefined {
  const head = bytes.read(at, 12)
  const idBytes = Math.clz32(head[0] ?? 0) - 23
  if (idBytes < 1 || idBytes > 4 || head.length <= idBytes) return undefined
  const sizeBytes = Math.clz32(head[idBytes] ?? 0) - 23
  if (sizeBytes < 1 || sizeBytes > 8 || head.length < idBytes + sizeBytes) return undefined
  let length = (head[idBytes] ?? 0) & (0xff >> sizeBytes)
  let isUnknown = length === 0xff >> sizeBytes
  for (let i = 1; i < sizeBytes; i += 1) {
    const next = head[idBytes + i] ?? 0
    isUnknown &&= next === 0xff
    length = length * 256 + next
  }
  return { id: head.readUIntBE(0, idBytes), at: at + idBytes + sizeBytes, length: isUnknown ? undefined : length }
}
