import { type KeyboardEvent, useState } from 'react'
import type { ClockView } from '../../../src/radio/music/clocks/contract.ts'
import type { WeekView } from '../../../src/radio/music/grid/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useRead } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { Clash } from '../Clash.tsx'
import { ReadProblem } from '../ReadProblem.tsx'
import { isClash, useChange } from '../use-radio.ts'
import { Brushes, type Looks, looksOf } from './Brushes.tsx'
import styles from './clocks.module.css'
import { routes } from './use-clocks.ts'

interface WeekGridProps {
  stationId: number
  clocks: readonly ClockView[]
}

/** Which clock each hour of the week has. */
export function WeekGrid({ stationId, clocks }: WeekGridProps) {
  const read = useRead(routes.grid.get, { params: { stationId } })
  if (read.data === undefined) return <ReadProblem read={read} />
  return (
    <>
      <ReadProblem read={read} />
      <Painter key={read.data.etag} view={read.data} clocks={clocks} />
    </>
  )
}

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const

function Painter({ view, clocks }: { view: WeekView; clocks: readonly ClockView[] }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const [week, setWeek] = useState(view.week)
  const [brush, setBrush] = useState<number | null>(clocks[0]?.clockId ?? null)
  const save = useChange(routes.grid.put, view.etag, () => undefined)
  const { ids, colourOf, nameOf } = looksOf(clocks, say('web.clocks.noClock'))
  const paint = (day: number, hour: number) => {
    if (may)
      setWeek((old) =>
        old.map((row, index) => (index === day ? row.map((one, at) => (at === hour ? brush : one)) : row)),
      )
  }
  const isSame = JSON.stringify(week) === JSON.stringify(view.week)
  return (
    <Panel
      title={say('web.clocks.tab.week')}
      aside={say('web.clocks.week.how')}
      isLined
      footer={
        may && (
          <>
            <Button onClick={() => setWeek(view.week)} whyNot={isSame ? say('web.clocks.whyNot.same') : null}>
              {say('web.clocks.putBack')}
            </Button>
            <span className="end" />
            <Button
              look="primary"
              isWrite
              whyNot={isSame ? say('web.clocks.whyNot.same') : null}
              onClick={() => save.mutate({ params: { stationId: view.stationId }, body: { week } })}
            >
              {say('web.radio.save')}
            </Button>
          </>
        )
      }
      isFooterSticky
    >
      <PanelBody>
        <div className={styles.body}>
          <Clash error={save.error} />
          {save.error !== null && !isClash(save.error) && <ProblemPanel error={save.error} />}
          <Brushes group="brush" {...{ ids, brush, colourOf, nameOf, may }} onBrush={setBrush} />
          <Cells {...{ week, colourOf, nameOf, paint }} />
        </div>
      </PanelBody>
    </Panel>
  )
}

const STEPS: Readonly<Record<string, readonly [days: number, hours: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Arrows walk, Space and Enter paint, Shift and an arrow paint on. */
function byKey(
  event: KeyboardEvent<HTMLButtonElement>,
  { day, hour, paint }: { day: number; hour: number; paint: (day: number, hour: number) => void },
): void {
  const step = STEPS[event.key]
  if (event.key === ' ' || event.key === 'Enter') {
    event.preventDefault()
    paint(day, hour)
  }
  if (step === undefined) return
  event.preventDefault()
  const [toDay, toHour] = [day + step[0], hour + step[1]]
  const next = event.currentTarget
    .closest('[role=grid]')
    ?.querySelector<HTMLElement>(`[data-cell="${toDay} ${toHour}"]`)
  next?.focus()
  if (next != null && event.shiftKey) paint(toDay, toHour)
}

type Paint = (day: number, hour: number) => void

function Cells({ week, paint, colourOf, nameOf }: Looks & { week: WeekView['week']; paint: Paint }) {
  const say = useWords()
  const [isPainting, setPainting] = useState(false)
  return (
    <div
      className={styles.week}
      role="grid"
      aria-label={say('web.clocks.tab.week')}
      onPointerLeave={() => setPainting(false)}
    >
      <div role="row" className={styles.weekRow}>
        <span role="columnheader" className="sr-only">
          {say('web.clocks.hour')}
        </span>
        {DAYS.map((day) => (
          <span key={day} role="columnheader" className={styles.dayName}>
            {say(`web.clocks.weekday.${day}`)}
          </span>
        ))}
      </div>
      {Array.from({ length: 24 }, (_, hour) => (
        <div key={hour} role="row" className={styles.weekRow}>
          <span role="rowheader" className={styles.hourName}>
            {String(hour).padStart(2, '0')}
          </span>
          {DAYS.map((day, index) => (
            <Cell
              key={day}
              {...{ day, index, hour, isPainting, setPainting, paint, colourOf, nameOf }}
              clockId={week[index]?.[hour] ?? null}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

interface CellProps extends Looks {
  day: (typeof DAYS)[number]
  index: number
  hour: number
  clockId: number | null
  isPainting: boolean
  setPainting: (isPainting: boolean) => void
  paint: Paint
}

function Cell({ day, index, hour, clockId, isPainting, setPainting, paint, colourOf, nameOf }: CellProps) {
  const say = useWords()
  return (
    <span role="gridcell">
      <button
        type="button"
        className={styles.cell}
        data-colour={colourOf(clockId)}
        data-cell={`${index} ${hour}`}
        tabIndex={index === 0 && hour === 0 ? 0 : -1}
        aria-label={say('web.clocks.cell', {
          day: say(`web.clocks.weekday.${day}`),
          hour: String(hour).padStart(2, '0'),
          clock: nameOf(clockId),
        })}
        onPointerDown={(event) => {
          event.currentTarget.releasePointerCapture(event.pointerId)
          setPainting(true)
          paint(index, hour)
        }}
        onPointerUp={() => setPainting(false)}
        onPointerEnter={(event) => isPainting && event.buttons === 1 && paint(index, hour)}
        onKeyDown={(event) => byKey(event, { day: index, hour, paint })}
      >
        <span className="cut">{clockId === null ? '' : nameOf(clockId)}</span>
      </button>
    </span>
  )
}
