import type { Params } from '../../kernel/errors.ts'

/** What is wrong with a file whose streams could be read. */
export type ProbeFlaw = 'cut-short' | 'mislabelled' | 'read-in-part'

/** Codecs are named as ffprobe names them: h264, hevc, ac3, subrip. Languages as BCP 47: en, pt-BR; null when nothing tells. */
export interface StreamFacts {
  /** By the bytes, such as matroska, webm, mp4, mpeg-ts, avi, mp3, flac. */
  container: string
  durationMs: number | null
  video: readonly VideoStream[]
  audio: readonly AudioStream[]
  subtitles: readonly SubtitleStream[]
  flaws: readonly ProbeFlaw[]
}

export type HdrKind = 'hdr10' | 'hdr10plus' | 'dolbyvision' | 'hlg'

export interface VideoStream {
  codec: string
  width: number | null
  height: number | null
  /** Of the picture as it is shown. */
  aspect: number | null
  frameRate: number | null
  bitDepth: number | null
  hdr: HdrKind | null
  isInterlaced: boolean
  kbps: number | null
}

export interface AudioStream {
  codec: string
  /** What is sold by another name: `Dolby Atmos`, `DTS-HD Master Audio`. */
  profile: string | null
  channels: number | null
  sampleRateHz: number | null
  kbps: number | null
  language: string | null
  title: string | null
  isDefault: boolean
  isForced: boolean
}

export interface SubtitleStream {
  codec: string
  language: string | null
  title: string | null
  isDefault: boolean
  isForced: boolean
}

/** Words: `error.<code>`. */
export type ProbeAnswer = { kind: 'read'; found: StreamFacts } | { kind: 'failed'; code: string; params: Params }

export interface ProbeLimits {
  /** From disk per file. */
  maxBytes: number
  /** Per file, the wait for a thread not counted. */
  timeoutMs: number
}
