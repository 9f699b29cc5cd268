export interface Audio {
  mime: string
  seconds: number
  bitRate: number | null
  sampleRate: number | null
  channels: number | null
}

interface Frame {
  bytes: number
  samples: number
  sampleRate: number
  bitRate: number
  channels: number
  layer: number
  isVersion1: boolean
}

// kbit/s by index 1 to 14.
const RATES_V1: Readonly<Record<number, readonly number[]>> = {
  1: [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  2: [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  3: [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
}
const RATES_V2_LAYER_1 = [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256]
const RATES_V2 = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
const SAMPLE_RATES = [44_100, 48_000, 32_000]
const FARTHEST_FIRST_FRAME = 64 * 1024

function samplesPerFrame(layer: number, isVersion1: boolean): number {
  if (layer === 1) return 384
  return layer === 3 && !isVersion1 ? 576 : 1152
}

function readFrame(bytes: Buffer, at: number): Frame | undefined {
  if (at + 4 > bytes.length) return undefined
  const head = bytes.readUInt32BE(at)
  const version = (head >>> 19) & 3
  const layer = 4 - ((head >>> 17) & 3)
  const rateIndex = (head >>> 12) & 15
  const sampleIndex = (head >>> 10) & 3
  const isFrame = head >>> 21 === 0x7ff && version !== 1 && layer !== 4
  if (!isFrame || rateIndex === 0 || rateIndex === 15 || sampleIndex === 3) return undefined
  const isVersion1 = version === 3
  const table = isVersion1 ? RATES_V1[layer] : layer === 1 ? RATES_V2_LAYER_1 : RATES_V2
  const bitRate = (table?.[rateIndex - 1] ?? 0) * 1000
  const sampleRate = (SAMPLE_RATES[sampleIndex] ?? 0) / (isVersion1 ? 1 : version === 2 ? 2 : 4)
  const samples = samplesPerFrame(layer, isVersion1)
  const padding = (head >>> 9) & 1
  const size =
    layer === 1
      ? (Math.floor((12 * bitRate) / sampleRate) + padding) * 4
      : Math.floor((samples / 8) * (bitRate / sampleRate)) + padding
  const channels = ((head >>> 6) & 3) === 3 ? 1 : 2
  return { bytes: size, samples, sampleRate, bitRate, channels, layer, isVersion1 }
}

/** Where the sound begins behind an ID3v2 tag. */
export function afterId3(bytes: Buffer): number {
  if (bytes.toString('latin1', 0, 3) !== 'ID3' || bytes.length < 10) return 0
  return 10 + (((bytes[6] ?? 0) << 21) | ((bytes[7] ?? 0) << 14) | ((bytes[8] ?? 0) << 7) | (bytes[9] ?? 0))
}

/** Frames that a Xing, Info or VBRI header in the first frame counts. */
function countedFrames(bytes: Buffer, at: number, frame: Frame): number | undefined {
  const sideInfo = frame.isVersion1 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17
  const xing = at + 4 + sideInfo
  const mark = bytes.toString('latin1', xing, xing + 4)
  if (mark === 'Xing' || mark === 'Info')
    return bytes.readUInt32BE(xing + 4) & 1 ? bytes.readUInt32BE(xing + 8) : undefined
  const vbri = at + 36
  return bytes.toString('latin1', vbri, vbri + 4) === 'VBRI' ? bytes.readUInt32BE(vbri + 14) : undefined
}

/** Two frames in a row, or one that ends the file: one alone may be chance. */
function findFirstFrame(bytes: Buffer, from: number): number | undefined {
  const limit = Math.min(bytes.length - 4, from + FARTHEST_FIRST_FRAME)
  for (let at = from; at <= limit; at += 1) {
    const frame = bytes[at] === 0xff ? readFrame(bytes, at) : undefined
    if (frame === undefined) continue
    const next = at + frame.bytes
    if (next === bytes.length || readFrame(bytes, next) !== undefined) return at
  }
  return undefined
}

export function probeMpeg(bytes: Buffer): Audio | undefined {
  const at = findFirstFrame(bytes, afterId3(bytes))
  const frame = at === undefined ? undefined : readFrame(bytes, at)
  if (at === undefined || frame === undefined) return undefined
  const frames = countedFrames(bytes, at, frame)
  const hasTail = bytes.toString('latin1', bytes.length - 128, bytes.length - 125) === 'TAG'
  const soundBytes = bytes.length - at - (hasTail ? 128 : 0)
  const seconds = frames === undefined ? (soundBytes * 8) / frame.bitRate : (frames * frame.samples) / frame.sampleRate
  return {
    mime: 'audio/mpeg',
    seconds,
    bitRate: frames === undefined ? frame.bitRate : Math.round((soundBytes * 8) / seconds),
    sampleRate: frame.sampleRate,
    channels: frame.channels,
  }
}

const AAC_RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350]

/** Counts ADTS frames; there is no header that tells the length. */
export function probeAac(bytes: Buffer): Audio | undefined {
  let at = afterId3(bytes)
  let frames = 0
  let sampleRate = 0
  let channels = 0
  while (at + 7 <= bytes.length && (bytes.readUInt16BE(at) & 0xfff6) === 0xfff0) {
    const head = bytes.readUIntBE(at + 2, 5)
    const size = Math.floor(head / 2 ** 13) & 0x1fff
    if (size < 7) break
    sampleRate = AAC_RATES[((bytes[at + 2] ?? 0) >> 2) & 15] ?? 0
    channels = (((bytes[at + 2] ?? 0) & 1) << 2) | ((bytes[at + 3] ?? 0) >> 6)
    frames += 1
    at += size
  }
  if (frames < 2 || sampleRate === 0) return undefined
  const seconds = (frames * 1024) / sampleRate
  return { mime: 'audio/aac', seconds, bitRate: Math.round((bytes.length * 8) / seconds), sampleRate, channels }
}
