/** How ffmpeg reads it, and the ending of a file of its kind. */
export interface AudioContainer {
  /** Named, never guessed: a playlist that calls itself audio can't make ffmpeg open other files. */
  demuxer: string
  ending: string
}

const HEAD_BYTES = 12

/**
 * What a file's first bytes say that it is: all that browsers record, and what people have. Names and types that a sender
 * gives are not asked.
 * @returns undefined when it is none of them
 */
export function containerOf(bytes: Uint8Array): AudioContainer | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(HEAD_BYTES, bytes.byteLength))
  const text = (from: number, length: number): string => head.toString('latin1', from, from + length)
  if (head.length < HEAD_BYTES) return undefined
  if (head.readUInt32BE(0) === 0x1a45dfa3) return { demuxer: 'matroska', ending: 'webm' }
  if (text(0, 4) === 'OggS') return { demuxer: 'ogg', ending: 'ogg' }
  if (text(4, 4) === 'ftyp') return { demuxer: 'mov', ending: 'm4a' }
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WAVE') return { demuxer: 'wav', ending: 'wav' }
  if (text(0, 4) === 'fLaC') return { demuxer: 'flac', ending: 'flac' }
  if (text(0, 4) === '.snd') return { demuxer: 'au', ending: 'au' }
  if (text(0, 3) === 'ID3') return { demuxer: 'mp3', ending: 'mp3' }
  return ofFrames(head)
}

/** MPEG audio without a tag: eleven bits of sync, then the layer; none of them is AAC in ADTS. */
function ofFrames(head: Buffer): AudioContainer | undefined {
  const [first = 0, second = 0] = head
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined
  return (second & 0x06) === 0 ? { demuxer: 'aac', ending: 'aac' } : { demuxer: 'mp3', ending: 'mp3' }
}
