import type { Audio } from './mpeg.ts'

/** Chunks of a RIFF file from its twelfth byte on. */
export function riffChunks(bytes: Buffer): { id: string; from: number; size: number }[] {
  const chunks: { id: string; from: number; size: number }[] = []
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') return chunks
  let at = 12
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32LE(at + 4)
    chunks.push({ id: bytes.toString('latin1', at, at + 4), from: at + 8, size: Math.min(size, bytes.length - at - 8) })
    at += 8 + size + (size & 1)
  }
  return chunks
}

export function probeWav(bytes: Buffer): Audio | undefined {
  const chunks = riffChunks(bytes)
  const format = chunks.find(({ id }) => id === 'fmt ')
  const data = chunks.find(({ id }) => id === 'data')
  if (format === undefined || data === undefined || format.size < 16) return undefined
  const bytesPerSecond = bytes.readUInt32LE(format.from + 8)
  if (bytesPerSecond === 0) return undefined
  return {
    mime: 'audio/x-wav',
    seconds: data.size / bytesPerSecond,
    bitRate: bytesPerSecond * 8,
    sampleRate: bytes.readUInt32LE(format.from + 4),
    channels: bytes.readUInt16LE(format.from + 2),
  }
}

export function probeFlac(bytes: Buffer): Audio | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'fLaC' || bytes.length < 42) return undefined
  const info = 8
  const packed = bytes.readBigUInt64BE(info + 10)
  const sampleRate = Number(packed >> 44n)
  const samples = Number(packed & 0xf_ffff_ffffn)
  if (sampleRate === 0) return undefined
  const seconds = samples / sampleRate
  return {
    mime: 'audio/flac',
    seconds,
    bitRate: seconds === 0 ? null : Math.round((bytes.length * 8) / seconds),
    sampleRate,
    channels: Number((packed >> 41n) & 7n) + 1,
  }
}

/** The position in samples that the last page of an Ogg file names. */
function lastGranule(bytes: Buffer): number | undefined {
  for (let at = bytes.lastIndexOf('OggS'); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf('OggS', at - 1)) {
    const granule = at + 14 <= bytes.length ? bytes.readBigInt64LE(at + 6) : -1n
    if (granule >= 0n) return Number(granule)
  }
  return undefined
}

const OPUS_RATE = 48_000

export function probeOgg(bytes: Buffer): Audio | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'OggS') return undefined
  const head = 27 + (bytes[26] ?? 0)
  const granule = lastGranule(bytes)
  const isOpus = bytes.toString('latin1', head, head + 8) === 'OpusHead'
  const isVorbis = bytes.toString('latin1', head + 1, head + 7) === 'vorbis'
  if (granule === undefined || !(isOpus || isVorbis)) return undefined
  const sampleRate = isOpus ? OPUS_RATE : bytes.readUInt32LE(head + 12)
  const skipped = isOpus ? bytes.readUInt16LE(head + 10) : 0
  const seconds = sampleRate === 0 ? 0 : Math.max(0, granule - skipped) / sampleRate
  return {
    mime: isOpus ? 'audio/opus' : 'audio/ogg',
    seconds,
    bitRate: seconds === 0 ? null : Math.round((bytes.length * 8) / seconds),
    sampleRate,
    channels: bytes[isOpus ? head + 9 : head + 11] ?? null,
  }
}

/** The box of a name below an offset, without its header. */
function findBox(bytes: Buffer, name: string): Buffer | undefined {
  let at = 0
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at)
    const isWide = size === 1 && at + 16 <= bytes.length
    const whole = size === 0 ? bytes.length - at : isWide ? Number(bytes.readBigUInt64BE(at + 8)) : size
    if (whole < 8) return undefined
    if (bytes.toString('latin1', at + 4, at + 8) === name) return bytes.subarray(at + (isWide ? 16 : 8), at + whole)
    at += whole
  }
  return undefined
}

export function probeMp4(bytes: Buffer): Audio | undefined {
  const header = findBox(findBox(bytes, 'moov') ?? Buffer.alloc(0), 'mvhd')
  if (header === undefined || header.length < 32) return undefined
  const isWide = header[0] === 1
  const scale = header.readUInt32BE(isWide ? 20 : 12)
  const length = isWide ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16)
  if (scale === 0) return undefined
  const seconds = length / scale
  const bitRate = seconds === 0 ? null : Math.round((bytes.length * 8) / seconds)
  return { mime: 'audio/mp4', seconds, bitRate, sampleRate: null, channels: null }
}

const AU_SAMPLE_BYTES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 4, 7: 8 }

export function probeAu(bytes: Buffer): Audio | undefined {
  if (bytes.toString('latin1', 0, 4) !== '.snd' || bytes.length < 24) return undefined
  const [from, , encoding, sampleRate, channels] = [4, 8, 12, 16, 20].map((at) => bytes.readUInt32BE(at))
  const bytesPerSecond = (sampleRate ?? 0) * (channels ?? 0) * (AU_SAMPLE_BYTES[encoding ?? 0] ?? 0)
  if (bytesPerSecond === 0) return undefined
  return {
    mime: 'audio/basic',
    seconds: (bytes.length - (from ?? 0)) / bytesPerSecond,
    bitRate: bytesPerSecond * 8,
    sampleRate: sampleRate ?? null,
    channels: channels ?? null,
  }
}
