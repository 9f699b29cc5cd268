import { IconAlertTriangle, IconCheck, IconClock, IconFile, type Icon as TablerIcon } from '@tabler/icons-react'
import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import type { BlockView, ForecastView, StripView } from '../../../src/radio/watch/contract.ts'
import { formatNumber } from '../../format.ts'
import { Icon } from '../../parts/Icon.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useWords, type Say } from '../../words.ts'
import { clockIn, dayInWords, dayNumber, weekdayOf } from '../planner/zone-clock.ts'
import { blockInWords, type DayState, dayState } from './day-text.ts'
import styles from './forecast.module.css'

const HOUR_MS = 3_600_000
const AXIS = [0, 3, 6, 9, 12, 15, 18, 21, 24]

interface StripsProps {
  forecast: ForecastView
  strips: readonly StripView[]
  onDay: (airDate: string) => void
}

/** The days one below the other, each as long as it is. What is pointed at is told in words below. */
export function Strips({ forecast, strips, onDay }: StripsProps) {
  const say = useWords()
  const [told, setTold] = useState<{ strip: StripView; block: BlockView } | null>(null)
  const hours = Math.max(24, ...strips.map((strip) => strip.hours))
  return (
    <Panel title={say('web.forecast.days')} aside={say('web.forecast.days.how')} actions={<Legend say={say} />}>
      <div className={styles.strips}>
        <Axis strip={strips[0]} hours={hours} timeZone={forecast.timeZone} />
        {strips.map((strip) => (
          <Day
            key={strip.airDate}
            {...{ strip, hours, forecast, onDay }}
            onTell={(block) => setTold({ strip, block })}
          />
        ))}
      </div>
      <p className={styles.told}>
        {told === null
          ? say('web.forecast.pointAt')
          : `${dayInWords(told.strip.airDate)}, ${blockInWords(say, told.block, forecast.timeZone)}`}
      </p>
    </Panel>
  )
}

const LEGEND = ['log', 'show', 'live', 'draft', 'dead', 'missing'] as const

function Legend({ say }: { say: Say }) {
  return (
    <ul className={styles.legend}>
      {LEGEND.map((name) => (
        <li key={name}>
          <i data-legend={name} />
          {say(`web.forecast.legend.${name}`)}
        </li>
      ))}
    </ul>
  )
}

function Axis({ strip, hours, timeZone }: { strip: StripView | undefined; hours: number; timeZone: string }) {
  if (strip === undefined) return null
  // Hours are told for a day of 24: days on which the clocks change tell their own below.
  const label = (hour: number): string =>
    strip.hours === 24 ? clockIn(Date.parse(strip.startsAt) + hour * HOUR_MS, timeZone) : `${hour}`.padStart(2, '0')
  return (
    <div className={styles.axis} aria-hidden>
      {AXIS.map((hour) => (
        <span key={hour} style={{ left: `${(hour / hours) * 100}%` }} data-minor={hour % 6 !== 0 || undefined}>
          {hour === 24 ? '24:00' : label(hour)}
        </span>
      ))}
    </div>
  )
}

interface DayProps {
  strip: StripView
  hours: number
  forecast: ForecastView
  onDay: (airDate: string) => void
  onTell: (block: BlockView) => void
}

function Day({ strip, hours, forecast, onDay, onTell }: DayProps) {
  const say = useWords()
  const [state, count] = dayState(strip, forecast.findings, forecast.now)
  const isToday = strip.startsAt <= forecast.now && forecast.now < strip.endsAt
  return (
    <div className={styles.day} data-today={isToday || undefined}>
      <button type="button" className={styles.name} onClick={() => onDay(strip.airDate)}>
        <b>
          {weekdayOf(strip.airDate)} {dayNumber(strip.airDate)}
        </b>{' '}
        <span>{asideOf(say, strip, { isToday, state })}</span>
      </button>
      <Strip {...{ strip, hours, timeZone: forecast.timeZone, onTell, isToday }} />
      <State say={say} state={state} count={count} />
    </div>
  )
}

function asideOf(say: Say, strip: StripView, { isToday, state }: { isToday: boolean; state: DayState }): string {
  const long = strip.hours === 24 ? '' : ` ${say('web.forecast.hours', { hours: strip.hours })}`
  if (isToday) return say('web.forecast.today') + long
  if (state === 'over') return say('web.forecast.over') + long
  if (strip.rowCount === 0 && state === 'draft') return say('web.forecast.draft') + long
  return say('web.forecast.rows', { n: formatNumber(strip.rowCount), count: strip.rowCount }) + long
}

const STATES: Readonly<Record<DayState, { tone: string; icon: TablerIcon }>> = {
  gaps: { tone: 'tone-bad', icon: IconAlertTriangle },
  missing: { tone: 'tone-warn', icon: IconFile },
  wrong: { tone: 'tone-warn', icon: IconAlertTriangle },
  draft: { tone: 't2', icon: IconClock },
  full: { tone: 'tone-ok', icon: IconCheck },
  over: { tone: 't2', icon: IconClock },
}

function State({ say, state, count }: { say: Say; state: DayState; count: number }) {
  const { tone, icon } = STATES[state]
  return (
    <span className={`${styles.state} ${tone}`}>
      <Icon of={icon} size={14} />
      {say(`web.forecast.state.${state}`, { count })}
    </span>
  )
}

interface StripProps {
  strip: StripView
  hours: number
  timeZone: string
  isToday: boolean
  onTell: (block: BlockView) => void
}

/** One stop of the keyboard: arrows go from piece to piece, and each is read aloud. */
function Strip({ strip, hours, timeZone, isToday, onTell }: StripProps) {
  const say = useWords()
  const [at, setAt] = useState(0)
  const { blocks } = strip
  const index = Math.min(at, blocks.length - 1)
  const block = blocks[index]
  const go = (next: number): void => {
    const to = Math.max(0, Math.min(blocks.length - 1, next))
    setAt(to)
    const one = blocks[to]
    if (one !== undefined) onTell(one)
  }
  return (
    <div
      className={styles.strip}
      style={{ width: `${(strip.hours / hours) * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={say('web.forecast.strip', { day: dayInWords(strip.airDate) })}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, blocks.length - 1)}
      aria-valuenow={Math.max(0, index)}
      aria-valuetext={block === undefined ? say('web.forecast.nothing') : blockInWords(say, block, timeZone)}
      onKeyDown={(event) => moveBy(event, { index, last: blocks.length - 1, go })}
      onFocus={() => go(index)}
      onPointerMove={(event) => go(indexUnder(event, strip))}
      onPointerDown={(event) => go(indexUnder(event, strip))}
    >
      {blocks.map((one) => (
        <Piece key={one.startsAt + one.kind} block={one} strip={strip} isChosen={one === block} />
      ))}
      {isToday && <NowLine strip={strip} />}
    </div>
  )
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }

function moveBy(
  event: KeyboardEvent,
  { index, last, go }: { index: number; last: number; go: (next: number) => void },
): void {
  const step = STEPS[event.key]
  if (step !== undefined) go(index + step)
  else if (event.key === 'Home') go(0)
  else if (event.key === 'End') go(last)
  else return
  event.preventDefault()
}

/** What lies under the pointer; of two that lie there the later one. */
function indexUnder({ clientX, currentTarget }: PointerEvent<HTMLElement>, strip: StripView): number {
  const { left, width } = currentTarget.getBoundingClientRect()
  const from = Date.parse(strip.startsAt)
  const at = from + ((clientX - left) / width) * (Date.parse(strip.endsAt) - from)
  return strip.blocks.findLastIndex(({ startsAt }) => Date.parse(startsAt) <= at)
}

const shareOf = (at: number, strip: StripView): number => {
  const from = Date.parse(strip.startsAt)
  return ((at - from) / (Date.parse(strip.endsAt) - from)) * 100
}

function Piece({ block, strip, isChosen }: { block: BlockView; strip: StripView; isChosen: boolean }) {
  const left = shareOf(Date.parse(block.startsAt), strip)
  const width = shareOf(Date.parse(block.endsAt), strip) - left
  return (
    <i
      data-kind={block.kind}
      data-of={block.of}
      data-chosen={isChosen || undefined}
      style={{ left: `${left}%`, width: `${width}%` }}
    />
  )
}

const MINUTE_MS = 60_000

function NowLine({ strip }: { strip: StripView }) {
  const now = useNow(Date.now() - MINUTE_MS)
  const left = shareOf(now, strip)
  return left < 0 || left > 100 ? null : <b className={styles.now} style={{ left: `${left}%` }} />
}
