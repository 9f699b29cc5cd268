import { codecOf } from './codecs.ts'
import type { AudioStream, HdrKind, StreamFacts, SubtitleStream, VideoStream } from './model.ts'
import { field, firstOf, isYes, numberOf, type Track } from './track.ts'

/** More streams than any film has; the rest of a file that claims more is left out. */
const MOST_STREAMS = 200

/** The streams in MediaInfo's report; undefined when it found none. */
export function readTracks(tracks: readonly Track[]): Omit<StreamFacts, 'container' | 'flaws'> | undefined {
  const ofType = (type: string): Track[] => tracks.filter((track) => track['@type'] === type).slice(0, MOST_STREAMS)
  const video = ofType('Video').map(videoOf)
  const audio = ofType('Audio').map(audioOf)
  const subtitles = ofType('Text').map(subtitleOf)
  if (video.length + audio.length + subtitles.length === 0) return undefined
  const [general] = ofType('General')
  return { durationMs: general === undefined ? null : durationOf(general), video, audio, subtitles }
}

/** Whether MediaInfo says that bytes are missing at the end. */
export function isCutShort(tracks: readonly Track[]): boolean {
  return tracks.some((track) => {
    const extra = track['extra']
    return typeof extra === 'object' && extra !== null && 'IsTruncated' in extra
  })
}

function durationOf(track: Track): number | null {
  const seconds = numberOf(track, 'Duration')
  return seconds === null || seconds === 0 ? null : Math.round(seconds * 1000)
}

const positive = (value: number | null): number | null => (value === 0 ? null : value)

function kbpsOf(track: Track): number | null {
  const bits = positive(numberOf(track, 'BitRate'))
  return bits === null ? null : Math.round(bits / 1000)
}

function videoOf(track: Track): VideoStream {
  return {
    codec: codecOf(track),
    width: positive(numberOf(track, 'Width')),
    height: positive(numberOf(track, 'Height')),
    aspect: positive(numberOf(track, 'DisplayAspectRatio')),
    frameRate: positive(numberOf(track, 'FrameRate')),
    bitDepth: positive(numberOf(track, 'BitDepth')),
    hdr: hdrOf(track),
    isInterlaced: /^(Interlaced|MBAFF)$/.test(field(track, 'ScanType') ?? ''),
    kbps: kbpsOf(track),
  }
}

/** Of several kinds in one stream the one that a player would rather show. */
function hdrOf(track: Track): HdrKind | null {
  const format = field(track, 'HDR_Format') ?? ''
  if (format.includes('Dolby Vision')) return 'dolbyvision'
  if (format.includes('2094 App 4')) return 'hdr10plus'
  const transfer = field(track, 'transfer_characteristics') ?? ''
  if (format.includes('2086') || transfer === 'PQ') return 'hdr10'
  return transfer === 'HLG' ? 'hlg' : null
}

const SOLD_AS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Atmos/i, 'Dolby Atmos'],
  [/DTS:X/i, 'DTS:X'],
  [/DTS-HD Master/i, 'DTS-HD Master Audio'],
  [/DTS-HD High/i, 'DTS-HD High Resolution Audio'],
  [/DTS Express/i, 'DTS Express'],
]

function audioOf(track: Track): AudioStream {
  const sold = field(track, 'Format_Commercial_IfAny') ?? field(track, 'Format_Commercial') ?? ''
  return {
    codec: codecOf(track),
    profile: SOLD_AS.find(([pattern]) => pattern.test(sold))?.[1] ?? null,
    channels: positive(numberOf(track, 'Channels')),
    sampleRateHz: positive(numberOf(track, 'SamplingRate')),
    kbps: kbpsOf(track),
    ...spoken(track),
  }
}

function subtitleOf(track: Track): SubtitleStream {
  return { codec: codecOf(track), ...spoken(track) }
}

function spoken(track: Track): Omit<SubtitleStream, 'codec'> {
  return {
    language: languageOf(firstOf(track, 'Language')),
    title: field(track, 'Title') ?? null,
    isDefault: isYes(track, 'Default'),
    isForced: isYes(track, 'Forced'),
  }
}

/** BCP 47 in its canonical form; nothing for what is no language tag, and for `und`, `mul` and `zxx`. */
function languageOf(text: string | undefined): string | null {
  if (text === undefined) return null
  try {
    const [tag = ''] = Intl.getCanonicalLocales(text)
    return /^(und|mul|mis|zxx)\b/.test(tag) ? null : tag
  } catch {
    return null
  }
}
