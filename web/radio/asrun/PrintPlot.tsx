import type { AsRunDay } from '../../../src/radio/asrun/contract.ts'
import { useWords } from '../../words.ts'
import { clockIn } from '../planner/zone-clock.ts'
import styles from './as-run.module.css'
import type { Points } from './points.ts'
import { hoursOf } from './use-scatter.ts'

interface PrintPlotProps {
  points: Points
  day: AsRunDay
  timeZone: string
  /** What it shows, in words. */
  name: string
}

const WIDTH = 720
const HEIGHT = 150
const LEFT = 48
const FOOT = 16
const STEP_HOURS = 6

/**
 * The plot for paper: lines instead of pixels, and shapes instead of colours, so that it can be read without either. A
 * filled dot is outside of what counts as in time, a ring is inside, a small one is estimated.
 */
export function PrintPlot({ points, day, timeZone, name }: PrintPlotProps) {
  const say = useWords()
  const [from, to] = [Date.parse(day.startsAt) / 1000, Date.parse(day.endsAt) / 1000]
  const room = Math.max(1, (points.high - points.low) * 0.08)
  const [low, high] = [points.low - room, points.high + room]
  const x = (sec: number): number => LEFT + ((sec - from) / (to - from)) * (WIDTH - LEFT)
  const y = (off: number): number => ((high - off) / (high - low)) * (HEIGHT - FOOT)
  const signed = (off: number): string =>
    off === 0
      ? say('web.asRun.onTime')
      : say('web.asRun.seconds', { s: off > 0 ? `+${Math.round(off)}` : `−${Math.round(-off)}` })
  return (
    <svg className={styles.printed} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={name}>
      {[points.high, 0, points.low].map((off) => (
        <g key={off}>
          <line x1={LEFT} x2={WIDTH} y1={y(off)} y2={y(off)} />
          <text x={LEFT - 4} y={y(off) + 3} textAnchor="end">
            {signed(off)}
          </text>
        </g>
      ))}
      {hoursOf({ from, to }, STEP_HOURS).map((sec) => (
        <text key={sec} x={x(sec)} y={HEIGHT - 3} textAnchor="middle">
          {clockIn(sec * 1000, timeZone)}
        </text>
      ))}
      {points.at.map((sec, index) => (
        <Dot key={index} cx={x(sec)} {...{ points, index, y }} />
      ))}
    </svg>
  )
}

interface DotProps {
  points: Points
  index: number
  cx: number
  y: (off: number) => number
}

function Dot({ points, index, cx, y }: DotProps) {
  const outside = points.outside[index] ?? null
  if (outside !== null) return <circle cx={cx} cy={y(outside)} r={2.5} data-is="outside" />
  const estimated = points.estimated[index] ?? null
  if (estimated !== null) return <circle cx={cx} cy={y(estimated)} r={0.7} data-is="estimated" />
  return <circle cx={cx} cy={y(points.inTime[index] ?? 0)} r={1.6} data-is="in-time" />
}
