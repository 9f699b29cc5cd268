import { useWords } from '../../words.ts'
import styles from './voice.module.css'
import { inSeconds, type Level } from './wave.ts'

const LOWEST_DB = -48
const SEGMENTS = 44
const AMBER_DB = -12
const RED_DB = -3

const toneOf = (db: number): 'ok' | 'warn' | 'bad' => (db >= RED_DB ? 'bad' : db >= AMBER_DB ? 'warn' : 'ok')
const dbOf = (segment: number): number => LOWEST_DB + (segment / SEGMENTS) * -LOWEST_DB

const isSilent = ({ peakDb }: Level): boolean => peakDb <= -96

/** How loud the microphone is, and the loudest just now. */
export function Meter({ level }: { level: Level }) {
  const say = useWords()
  const words = isSilent(level)
    ? say('web.voice.noLevel')
    : say('web.voice.levelIs', { rms: inSeconds(level.rmsDb * 1000), peak: inSeconds(level.peakDb * 1000) })
  const peakAt = Math.min(SEGMENTS - 1, Math.floor(((level.peakDb - LOWEST_DB) / -LOWEST_DB) * SEGMENTS))
  return (
    <div className={`${styles.meter} col gap4 grow`}>
      <div className="row s12 t2">
        <span>{say('web.voice.level')}</span>
        <span className="end num">{words}</span>
      </div>
      <div
        className={styles.segments}
        role="meter"
        aria-label={say('web.voice.level')}
        aria-valuemin={LOWEST_DB}
        aria-valuemax={0}
        aria-valuenow={Math.round(Math.max(LOWEST_DB, level.rmsDb))}
        aria-valuetext={words}
      >
        {Array.from({ length: SEGMENTS }, (_, segment) => (
          <i
            key={segment}
            data-tone={segment === peakAt || dbOf(segment) < level.rmsDb ? toneOf(dbOf(segment)) : undefined}
          />
        ))}
      </div>
      <div className={`${styles.scale} s11 t3 num`} aria-hidden>
        {[LOWEST_DB, -24, AMBER_DB, 0].map((db) => (
          <span key={db} style={{ left: `${((db - LOWEST_DB) / -LOWEST_DB) * 100}%` }}>
            {db === 0 ? '0 dB' : String(db).replace('-', '−')}
          </span>
        ))}
      </div>
    </div>
  )
}
