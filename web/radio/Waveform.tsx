import { formatDuration } from '../format.ts'
import { useWords } from '../words.ts'
import type { AudioView } from '../../src/radio/hydration/episodes/contract.ts'
import styles from './episodes.module.css'

const HEIGHT = 64
const WIDTH = 400

/** How loud a file is from its beginning to its end, and where it is silent. The facts beside it say the same in words. */
export function Waveform({ peaks, audio }: { peaks: readonly number[]; audio: Shape }) {
  const say = useWords()
  const barWidth = WIDTH / Math.max(1, peaks.length)
  const bars = peaks.map((peak, index) => {
    const half = Math.max(0.5, (peak / 100) * (HEIGHT / 2))
    return `M${round((index + 0.5) * barWidth)} ${round(HEIGHT / 2 - half)}v${round(half * 2)}`
  })
  const at = (ms: number): number => round((ms / Math.max(1, audio.durationMs)) * WIDTH)
  return (
    <figure className={styles.wave}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={nameOf(say, audio)}>
        {audio.silences.map(({ fromMs, toMs }) => (
          <rect key={fromMs} x={at(fromMs)} width={Math.max(1, at(toMs) - at(fromMs))} y={0} height={HEIGHT} />
        ))}
        <path d={bars.join('')} strokeWidth={Math.max(0.6, barWidth * 0.7)} vectorEffect="none" />
      </svg>
      <figcaption className="s12 t3 num">
        <span>0:00</span>
        <span>{formatDuration(audio.durationMs)}</span>
      </figcaption>
    </figure>
  )
}

type Shape = Pick<AudioView, 'durationMs' | 'silences'>

const round = (value: number): number => Math.round(value * 10) / 10

const nameOf = (say: ReturnType<typeof useWords>, { durationMs, silences }: Shape): string =>
  say('web.radio.audio.wave', { length: formatDuration(durationMs), count: silences.length })
