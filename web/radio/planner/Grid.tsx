import { IconAlertTriangle } from '@tabler/icons-react'
import { useState, type KeyboardEvent, type RefObject } from 'react'
import { Icon } from '../../parts/Icon.tsx'
import { useWords } from '../../words.ts'
import { type Axis, type CalendarDay, hourMarks, placeIn } from './day-axis.ts'
import { DayColumn, type ColumnTools } from './DayColumn.tsx'
import { useForeignBlocks } from './foreign-blocks.ts'
import styles from './grid.module.css'
import { type Airing, touches, type Week } from './week-view.ts'
import { dayInWords, dayNumber, weekdayOf, zoneName } from './zone-clock.ts'

type GridProps = Omit<ColumnTools, 'blocks' | 'tabStop' | 'onKeyDown'> & {
  today: string
  scroller: RefObject<HTMLDivElement | null>
  onKey: (event: KeyboardEvent, airing: Airing) => void
}

/** The days side by side on one scale. */
export function Grid({ today, scroller, onKey, ...tools }: GridProps) {
  const say = useWords()
  const { axis, week } = tools
  const [focused, setFocused] = useState<number | undefined>()
  const blocks = useForeignBlocks(week)
  const shown = week.airings.filter((airing) => axis.columns.some(({ day }) => touches(airing, day)))
  const tabStop = shown.some(({ airingId }) => airingId === focused) ? focused : shown[0]?.airingId
  const columns = { gridTemplateColumns: `3.25rem repeat(${axis.columns.length}, minmax(0, 1fr))` }
  return (
    // The days have to be reached by keys, also where nothing stands in them.
    <div
      ref={scroller}
      className={styles.scroller}
      data-scroller
      role="region"
      aria-label={say('web.planner.calendar')}
      tabIndex={0}
    >
      <div className={styles.heads} style={columns}>
        <span className="s11 t3">{zoneName(axis.columns[0]?.day.startsMs ?? 0, week.timeZone)}</span>
        {axis.columns.map(({ day }) => (
          <DayHead key={day.airDate} day={day} week={week} isToday={day.airDate === today} />
        ))}
      </div>
      <div className={styles.days} style={{ ...columns, height: `calc(${axis.minutes / 60} * var(--hour))` }}>
        <Opening key={axis.columns[0]?.day.airDate} axis={axis} nowMs={tools.nowMs} />
        <HourLabels axis={axis} />
        {axis.columns.map((column, index) => (
          <DayColumn
            key={column.day.airDate}
            column={column}
            index={index}
            {...tools}
            blocks={blocks}
            tabStop={tabStop}
            onKeyDown={(event, airing) => {
              const next = neighbour(event, airing, shown)
              if (next === undefined) return onKey(event, airing)
              event.preventDefault()
              setFocused(next.airingId)
              focusAiring(next.airingId)
            }}
          />
        ))}
      </div>
    </div>
  )
}

/** After it is drawn as the one that Tab stops at. */
export function focusAiring(airingId: number): void {
  const find = () => document.querySelector<HTMLElement>(`[data-airing="${airingId}"]`)
  find()?.focus()
}

function HourLabels({ axis }: { axis: Axis }) {
  const say = useWords()
  return (
    <div className={styles.hours} aria-hidden>
      {hourMarks(axis).map(({ minute, hour, isAgain }) => (
        <span key={minute} style={{ top: `${(minute / axis.minutes) * 100}%` }}>
          {isAgain ? say('web.planner.hourAgain', { hour }) : say('web.planner.hour', { hour })}
        </span>
      ))}
    </div>
  )
}

function DayHead({ day, week, isToday }: { day: CalendarDay; week: Week; isToday: boolean }) {
  const say = useWords()
  const troubles = week.airings.filter(
    (airing) => touches(airing, day) && (airing.needsRepair || airing.state === 'missed'),
  ).length
  return (
    <h2 className={styles.head} data-today={isToday || undefined}>
      <span className="sr-only">{dayInWords(day.airDate)}</span>
      <b aria-hidden>{dayNumber(day.airDate)}</b>
      <span className="cut" aria-hidden>
        {weekdayOf(day.airDate)}
      </span>
      {isToday && <span className="cut">{say('web.planner.today.word')}</span>}
      {day.change !== null && (
        <span
          className={styles.long}
          title={say(day.change.byMinutes > 0 ? 'web.planner.clocksForward' : 'web.planner.clocksBack')}
        >
          {say('web.planner.dayHours', { hours: day.hours })}
        </span>
      )}
      {troubles > 0 && (
        <span className="tone-warn end" title={say('web.planner.troubles', { count: troubles })}>
          <Icon of={IconAlertTriangle} size={13} />
          <span className="sr-only">{say('web.planner.troubles', { count: troubles })}</span>
        </span>
      )}
    </h2>
  )
}

const MORNING_MIN = 6 * 60
const BEFORE_MIN = 120

/** Opens at the present, or at six in the morning; once for each week: later the reader decides. */
function Opening({ axis, nowMs }: { axis: Axis; nowMs: number }) {
  const here = axis.columns.map((column) => placeIn(column, { startsMs: nowMs, endsMs: nowMs + 1 })).find(Boolean)
  const minute = here === undefined ? MORNING_MIN : Math.max(0, here.fromMin - BEFORE_MIN)
  return <span ref={scrollTo} className={styles.opening} style={{ top: `${(minute / axis.minutes) * 100}%` }} />
}

function scrollTo(element: HTMLElement | null): void {
  const scroller = element?.closest('[data-scroller]')
  if (scroller && element !== null) scroller.scrollTop = element.offsetTop
}

/** The airing that an arrow leads to: the next one up or down, or the one at that time on another day. */
function neighbour(
  { key, altKey, ctrlKey, metaKey }: KeyboardEvent,
  from: Airing,
  all: readonly Airing[],
): Airing | undefined {
  if (altKey || ctrlKey || metaKey) return undefined
  const sorted = all.toSorted((a, b) => a.startsMs - b.startsMs)
  const at = sorted.findIndex(({ airingId }) => airingId === from.airingId)
  if (key === 'ArrowDown') return sorted[at + 1]
  if (key === 'ArrowUp') return sorted[at - 1]
  const byMs = key === 'ArrowLeft' ? -DAY_MS : key === 'ArrowRight' ? DAY_MS : 0
  if (byMs === 0) return undefined
  const wanted = from.startsMs + byMs
  const near = sorted.filter(({ startsMs }) => Math.abs(startsMs - wanted) <= DAY_MS / 2)
  return near.toSorted((a, b) => Math.abs(a.startsMs - wanted) - Math.abs(b.startsMs - wanted))[0]
}

const DAY_MS = 86_400_000
