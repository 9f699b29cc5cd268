import { useWords } from '../../words.ts'
import styles from './clocks.module.css'
import { clockText, HOUR_MS, type SlotTime } from './hour-sum.ts'

interface HourBarProps {
  times: readonly SlotTime[]
  nameOf: (time: SlotTime) => string
}

/** The hour as a bar: slots by their kinds, anchors as marks. */
export function HourBar({ times, nameOf }: HourBarProps) {
  const say = useWords()
  const whole = Math.max(HOUR_MS, ...times.map(({ startsMs, lengthMs }) => startsMs + lengthMs))
  const at = (ms: number): string => `${(ms / whole) * 100}%`
  const text = times.map((one) => `${clockText(one.startsMs)} ${nameOf(one)}`).join(', ')
  return (
    <div>
      <div className={styles.bar} role="img" aria-label={say('web.clocks.bar', { text })}>
        {times.map((one) => (
          <span
            key={one.slot.slotId}
            className={styles.piece}
            data-kind={one.slot.kind}
            title={`${clockText(one.startsMs)} ${nameOf(one)}`}
            style={{ left: at(one.startsMs), width: at(one.lengthMs) }}
          />
        ))}
        {times.map(({ slot }) =>
          slot.anchor === null ? null : (
            <span
              key={slot.slotId}
              className={styles.anchor}
              data-kind={slot.anchor.kind}
              style={{ left: at(slot.anchor.atMs) }}
            />
          ),
        )}
        {whole > HOUR_MS && <span className={styles.hourEnd} style={{ left: at(HOUR_MS) }} />}
      </div>
      <div className={styles.ticks} aria-hidden>
        {[0, 15, 30, 45].map((minute) => (
          <span key={minute} style={{ left: at(minute * 60_000) }}>
            {String(minute).padStart(2, '0')}
          </span>
        ))}
      </div>
    </div>
  )
}
