/** Loudest samples of a stretch, 0 to 1. @param count how many bars it has */
export function peaksOf(
  buffer: Pick<AudioBuffer, 'sampleRate' | 'getChannelData'>,
  { fromMs, toMs, count }: { fromMs: number; toMs: number; count: number },
): number[] {
  const samples = buffer.getChannelData(0)
  const at = (ms: number): number => Math.round((ms / 1000) * buffer.sampleRate)
  const perBar = (at(toMs) - at(fromMs)) / count
  return Array.from({ length: count }, (_, bar) => {
    const first = Math.max(0, at(fromMs) + Math.floor(bar * perBar))
    const last = Math.min(samples.length, at(fromMs) + Math.floor((bar + 1) * perBar))
    let highest = 0
    for (let index = first; index < last; index++) highest = Math.max(highest, Math.abs(samples[index] ?? 0))
    return highest
  })
}

const SILENT_DB = -96

export const toDb = (level: number): number => (level <= 0 ? SILENT_DB : Math.max(SILENT_DB, 20 * Math.log10(level)))

export interface Level {
  /** dBFS. */
  rmsDb: number
  peakDb: number
}

export function levelOf(samples: Float32Array): Level {
  let [sum, highest] = [0, 0]
  for (const sample of samples) {
    sum += sample * sample
    highest = Math.max(highest, Math.abs(sample))
  }
  return { rmsDb: toDb(Math.sqrt(sum / samples.length)), peakDb: toDb(highest) }
}

/** `0:06.7` */
export function clockOf(ms: number): string {
  const tenths = Math.floor(Math.max(0, ms) / 100)
  const seconds = Math.floor(tenths / 10)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}.${tenths % 10}`
}

export const inSeconds = (ms: number): string => (ms / 1000).toFixed(1).replace('-', '−')

/** What somebody typed, as whole milliseconds; undefined when it is no number. */
export function readSeconds(text: string): number | undefined {
  const value = Number(text.trim().replace(',', '.').replace('−', '-'))
  return text.trim() === '' || !Number.isFinite(value) ? undefined : Math.round(value * 1000)
}
