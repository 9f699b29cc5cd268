import { useRead } from '../../api/use-api.ts'
import type { OrderDay } from '../../../src/radio/traffic/contract.ts'
import { useWords, type Say } from '../../words.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import styles from './traffic.module.css'
import { routes } from './use-traffic.ts'

/** Monday is 1. */
const weekdayOf = (day: string): number => ((new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7) + 1

/** The days of a flight as a calendar, with the plays of each. */
export function FlightStrip({ orderId }: { orderId: number }) {
  const say = useWords()
  const read = useRead(routes.days, { params: { orderId } })
  if (read.data === undefined) return <ReadProblem read={read} />
  const { items, today } = read.data
  return (
    <div className={styles.strip} tabIndex={0} role="group" aria-label={say('web.traffic.strip')}>
      <ol className={styles.calendar}>
        {items.map((day) => (
          <li
            key={day.airDate}
            className={styles.day}
            style={{ gridColumn: weekdayOf(day.airDate) }}
            data-tone={toneOf(day, today)}
            data-today={day.airDate === today || undefined}
          >
            <span aria-hidden className="s12 t3">
              {Number(day.airDate.slice(8))}
            </span>
            <b aria-hidden className="num">
              {day.wanted + day.makeGoods}
            </b>
            <span className="sr-only">{inWords(say, day)}</span>
          </li>
        ))}
      </ol>
      <span className="s12 t2">{say('web.traffic.strip.how')}</span>
    </div>
  )
}

function toneOf(day: OrderDay, today: string): string {
  if (day.missed > 0) return 'missed'
  if (!day.hasCopy && day.airDate >= today && day.wanted > 0) return 'bare'
  if (day.aired > 0 && day.planned === 0) return 'aired'
  return day.isMade ? 'made' : 'open'
}

function inWords(say: Say, day: OrderDay): string {
  const { airDate, wanted, makeGoods, aired, missed, isMade, hasCopy } = day
  return [
    airDate,
    say('web.traffic.strip.plays', { count: wanted + makeGoods }),
    ...(aired > 0 ? [say('web.traffic.strip.aired', { count: aired })] : []),
    ...(missed > 0 ? [say('web.traffic.strip.missed', { count: missed })] : []),
    ...(isMade ? [say('web.traffic.strip.made')] : []),
    ...(hasCopy ? [] : [say('web.traffic.strip.bare')]),
  ].join(', ')
}
