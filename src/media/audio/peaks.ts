/** How many bars a waveform has. */
export const PEAKS = 400

const SAMPLE_BYTES = 2
const LOUDEST = 32_767

/** Bars of a waveform, from samples as they come; their number need not be known before. */
export interface PeakCounter {
  /** Mono, 16 bit, little-endian; a part may end in the middle of a sample. */
  add(part: Buffer): void
  /** Samples so far. */
  samples(): number
  /** `PEAKS` values of 0 to 100, fewer when there were fewer samples. */
  peaks(): number[]
}

/** Keeps twice as many bars as are asked for, and halves them when they are full: memory does not grow with the file. */
export function createPeakCounter(): PeakCounter {
  let bars: number[] = []
  let perBar = 1
  let [inBar, highest, samples] = [0, 0, 0]
  let rest: Buffer = Buffer.alloc(0)
  const close = (): void => {
    bars.push(highest)
    ;[inBar, highest] = [0, 0]
    if (bars.length < PEAKS * 2) return
    bars = Array.from({ length: PEAKS }, (_, i) => Math.max(bars[2 * i] ?? 0, bars[2 * i + 1] ?? 0))
    perBar *= 2
  }
  return {
    add(part) {
      const bytes = rest.length === 0 ? part : Buffer.concat([rest, part])
      const whole = bytes.length - (bytes.length % SAMPLE_BYTES)
      for (let at = 0; at < whole; at += SAMPLE_BYTES) {
        const level = Math.abs(bytes.readInt16LE(at))
        if (level > highest) highest = level
        samples += 1
        inBar += 1
        if (inBar === perBar) close()
      }
      rest = Buffer.from(bytes.subarray(whole))
    },
    samples: () => samples,
    peaks() {
      const all = inBar === 0 ? bars : [...bars, highest]
      const count = Math.min(PEAKS, all.length)
      return Array.from({ length: count }, (_, i) => {
        const from = Math.floor((i * all.length) / count)
        const to = Math.max(from + 1, Math.floor(((i + 1) * all.length) / count))
        return Math.min(100, Math.round((Math.max(...all.slice(from, to)) / LOUDEST) * 100))
      })
    },
  }
}
