import { probeAu, probeFlac, probeMp4, probeOgg, probeWav } from './containers.ts'
import { type Audio, probeAac, probeMpeg } from './mpeg.ts'

const PROBES: Readonly<Record<string, (bytes: Buffer) => Audio | undefined>> = {
  mp3: probeMpeg,
  mp2: probeMpeg,
  mp1: probeMpeg,
  aac: probeAac,
  wav: probeWav,
  flac: probeFlac,
  ogg: probeOgg,
  opus: probeOgg,
  m4a: probeMp4,
  mp4: probeMp4,
  au: probeAu,
}

const NOTHING: Audio = { mime: '', seconds: 0, bitRate: null, sampleRate: null, channels: null }
// QUIRK(libretime 4.5): anything at all under these names is taken: imported, with length 0 and without a type.
const TAKES_ANYTHING = new Set(['m4a', 'mp4', 'opus'])

/** @returns undefined when the analyzer refuses the file */
export function probe(bytes: Buffer, extension: string): Audio | undefined {
  const found =
    PROBES[extension]?.(bytes) ??
    Object.values(PROBES)
      .map((read) => read(bytes))
      .find((audio) => audio !== undefined)
  return found ?? (TAKES_ANYTHING.has(extension) ? NOTHING : undefined)
}
