import type { Silence } from './model.ts'

/** What a decode says of itself, line by line. */
export interface DecodeReport {
  codec: string | null
  /** As the container says; null where it does not. */
  containerMs: number | null
  /** Of the audio alone where that is known, else of the whole file. */
  kbps: number | null
  sampleRateHz: number | null
  channels: number | null
  /** Null when there was nothing to measure. */
  integratedLufs: number | null
  loudnessRangeLu: number | null
  /** dBFS. */
  peakDb: number | null
  silences: Silence[]
  /** Times that the decoder complained. */
  complaints: number
}

export interface ReportReader {
  read(line: string): void
  /** @param endMs where a silence ends that never did */
  result(endMs: number): DecodeReport
}

const CHANNELS: Readonly<Record<string, number>> = { mono: 1, stereo: 2, quad: 4, '5.1': 6, '5.1(side)': 6, '7.1': 8 }
/** An ebur128 that heard nothing says −70. */
const NOTHING_LUFS = -70

const seconds = (text: string | undefined): number => Math.round(Number(text) * 1000)

/** `00:00:26.07` */
function clockMs(text: string): number {
  const [hours = '0', minutes = '0', rest = '0'] = text.split(':')
  return (Number(hours) * 60 + Number(minutes)) * 60_000 + seconds(rest)
}

const NOTHING: Omit<DecodeReport, 'silences'> = {
  codec: null,
  containerMs: null,
  kbps: null,
  sampleRateHz: null,
  channels: null,
  integratedLufs: null,
  loudnessRangeLu: null,
  peakDb: null,
  complaints: 0,
}

/**
 * Reads what ffmpeg (4 to 7) writes while it decodes. Lines are known by how they begin: what stands in tags is
 * indented, so no title can pass for a measurement.
 */
export function createReportReader(): ReportReader {
  const report: DecodeReport = { ...NOTHING, silences: [] }
  let silentFrom: number | undefined
  let isInSummary = false
  let isInput = true
  const readInput = (line: string): void => {
    const duration = /^ {2}Duration: (\d+:\d+:\d+\.\d+)/.exec(line)
    if (duration?.[1] !== undefined) report.containerMs = clockMs(duration[1])
    const whole = /^ {2}Duration: .*bitrate: (\d+) kb\/s/.exec(line)
    if (whole !== null) report.kbps = Number(whole[1])
    const stream = /^ {2}Stream #0:\d+\S*: Audio: (\w+).*?, (\d+) Hz, ([^,]+)/.exec(line)
    if (stream === null || report.codec !== null) return
    report.codec = stream[1] ?? null
    report.sampleRateHz = Number(stream[2])
    report.channels = CHANNELS[stream[3] ?? ''] ?? (Number(/^(\d+) channels/.exec(stream[3] ?? '')?.[1] ?? 0) || null)
    const own = /, (\d+) kb\/s/.exec(line)
    if (own !== null) report.kbps = Number(own[1])
  }
  const readMeasure = (line: string): void => {
    const start = /^\[(?:Parsed_)?silencedetect\S* @ \w+\] silence_start: (-?[\d.]+)/.exec(line)
    if (start !== null) silentFrom = Math.max(0, seconds(start[1]))
    const end = /^\[(?:Parsed_)?silencedetect\S* @ \w+\] silence_end: ([\d.]+)/.exec(line)
    if (end !== null && silentFrom !== undefined) {
      report.silences.push({ fromMs: silentFrom, toMs: seconds(end[1]) })
      silentFrom = undefined
    }
    if (/^\[(?:Parsed_)?ebur128\S* @ \w+\] Summary:/.test(line)) isInSummary = true
    const figure = isInSummary ? /^ {4}(I|LRA|Peak):\s+(-?[\d.]+|-inf) (?:LUFS|LU|dBFS)/.exec(line) : null
    if (figure === null) return
    const value = Number(figure[2])
    if (figure[1] === 'I') report.integratedLufs = value > NOTHING_LUFS ? value : null
    if (figure[1] === 'LRA') report.loudnessRangeLu = value
    if (figure[1] === 'Peak') report.peakDb = Number.isFinite(value) ? value : null
  }
  return {
    read(line) {
      if (/^(Stream mapping|Output #)/.test(line)) isInput = false
      if (isInput) readInput(line)
      readMeasure(line)
      if (
        /(^|\] )(Error |Header missing|Invalid data|invalid |.*\b(?:decode_frame|error while decoding|CRC mismatch))/i.test(
          line,
        )
      )
        report.complaints += 1
    },
    result(endMs) {
      const open = silentFrom === undefined ? [] : [{ fromMs: silentFrom, toMs: Math.max(endMs, silentFrom) }]
      return { ...report, silences: [...report.silences, ...open] }
    },
  }
}
