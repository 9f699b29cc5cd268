import { formatDuration } from '../../format.ts'
import type { Say } from '../../words.ts'

interface Track {
  codec: string
  language: string | null
  title: string | null
  isForced: boolean
}
interface Streams {
  container: string
  durationMs: number | null
  video: readonly { codec: string; width: number | null; height: number | null; hdr: string | null }[]
  audio: readonly (Track & { channels: number | null; profile: string | null })[]
  subtitles: readonly Track[]
  flaws?: readonly ('cut-short' | 'mislabelled' | 'read-in-part')[]
}

/** What the probe read, where it is of the form that is known here. */
export function streamsOf(given: unknown): Streams | null {
  if (typeof given !== 'object' || given === null) return null
  const { video, audio, subtitles } = given as Partial<Streams>
  return Array.isArray(video) && Array.isArray(audio) && Array.isArray(subtitles) ? (given as Streams) : null
}

const HDR = { hdr10: 'HDR10', hdr10plus: 'HDR10+', dolbyvision: 'Dolby Vision', hlg: 'HLG' } as Readonly<
  Record<string, string>
>
const LAYOUTS: Readonly<Record<number, string>> = { 1: '1.0', 2: '2.0', 6: '5.1', 7: '6.1', 8: '7.1' }

export const channelsWord = (channels: number): string => LAYOUTS[channels] ?? String(channels)

/** The few facts that people look for first: `1080p`, `HEVC`, `5.1`, `1 h 52 min`. */
export function tagsOf(streams: Streams, lines: number | null): string[] {
  const [video] = streams.video
  const channels = Math.max(0, ...streams.audio.map((one) => one.channels ?? 0))
  return [
    ...(lines === null ? [] : [`${lines}p`]),
    ...(video === undefined ? [] : [video.codec.toUpperCase()]),
    ...(video?.hdr == null ? [] : [HDR[video.hdr] ?? video.hdr]),
    ...(channels === 0 ? [] : [channelsWord(channels)]),
    ...(streams.durationMs === null ? [] : [formatDuration(streams.durationMs)]),
  ]
}

/** Each stream in a line: what it is, and for whom. */
export function linesOfStreams(say: Say, { video, audio, subtitles }: Streams): { kind: string; text: string }[] {
  const trackWords = ({ language, title, isForced }: Track): string[] => [
    ...(language === null ? [] : [language]),
    ...(title === null || title === '' ? [] : [title]),
    ...(isForced ? [say('web.library.stream.forced')] : []),
  ]
  return [
    ...video.map(({ codec, width, height, hdr }) => ({
      kind: say('web.library.stream.video'),
      text: [
        codec,
        ...(width === null || height === null ? [] : [`${width} × ${height}`]),
        ...(hdr === null ? [] : [HDR[hdr] ?? hdr]),
      ].join(', '),
    })),
    ...audio.map((one) => ({
      kind: say('web.library.stream.audio'),
      text: [
        one.profile ?? one.codec,
        ...(one.channels === null ? [] : [channelsWord(one.channels)]),
        ...trackWords(one),
      ].join(', '),
    })),
    ...subtitles.map((one) => ({
      kind: say('web.library.stream.subtitles'),
      text: [one.codec, ...trackWords(one)].join(', '),
    })),
  ]
}
