import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ClockView } from '../../../src/radio/music/clocks/contract.ts'
import type { DayClocksView } from '../../../src/radio/music/grid/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { Button, buttonClass } from '../../parts/Button.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { Clash } from '../Clash.tsx'
import { DayField } from '../planner/ClockFields.tsx'
import { addDays, dayInWords, wallAt } from '../planner/zone-clock.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import { isClash, useChange } from '../use-radio.ts'
import { Brushes, type Looks, looksOf } from './Brushes.tsx'
import styles from './clocks.module.css'
import { routes, useAddress } from './use-clocks.ts'

interface OwnDayProps {
  station: StationView
  clocks: readonly ClockView[]
}

/** One day that is not like its week: a holiday, an election, a concert. */
export function OwnDay({ station: { stationId, timeZone }, clocks }: OwnDayProps) {
  const say = useWords()
  const address = useAddress()
  const [tomorrow] = useState(() => addDays(wallAt(Date.now(), timeZone).airDate, 1))
  const airDate = address.day ?? tomorrow
  const read = useRead(routes.grid.getDay, { params: { stationId, airDate } })
  const own = useRead(routes.grid.listDays, { params: { stationId }, query: {} })
  const view = read.data?.airDate === airDate ? read.data : undefined
  const go = (day: string) => day !== '' && address.set({ day })
  return (
    <Panel title={say('web.clocks.ownDay')} aside={say('web.clocks.ownDay.how')} isLined>
      <PanelBody>
        <div className={styles.body}>
          <ReadProblem read={read} />
          <ReadProblem read={own} />
          <div className={styles.days}>
            <DayField label={say('web.clocks.day')} value={airDate} onChange={go} />
            {own.data?.items.map((one) => (
              <Button key={one.airDate} isSmall isPressed={one.airDate === airDate} onClick={() => go(one.airDate)}>
                {dayInWords(one.airDate)}
              </Button>
            ))}
          </div>
          {view !== undefined && <DayPainter key={`${airDate} ${view.etag}`} view={view} clocks={clocks} />}
        </div>
      </PanelBody>
    </Panel>
  )
}

function DayPainter({ view, clocks }: { view: DayClocksView; clocks: readonly ClockView[] }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const { stationId, airDate, isOwn } = view
  const params = { stationId, airDate }
  const [hours, setHours] = useState(() => view.hours.map(({ hour, clockId }) => ({ hour, clockId })))
  const [brush, setBrush] = useState<number | null>(clocks[0]?.clockId ?? null)
  const save = useChange(routes.grid.putDay, view.etag, () => undefined)
  const clear = useAct(routes.grid.clearDay)
  const { ids, ...looks } = looksOf(clocks, say('web.clocks.noClock'))
  const isSame = hours.every(({ clockId }, index) => clockId === view.hours[index]?.clockId)
  const paint = (name: string) =>
    may && setHours((old) => old.map((one) => (one.hour === name ? { ...one, clockId: brush } : one)))
  const error = save.error ?? clear.error
  return (
    <>
      <Clash error={save.error} />
      {error !== null && !isClash(error) && <ProblemPanel error={error} />}
      <div className="row wrap">
        <StateChip
          state={isOwn ? 'ready' : 'done'}
          word={say(isOwn ? 'web.clocks.ownDay.isOwn' : 'web.clocks.ownDay.isOfWeek', { day: dayInWords(airDate) })}
          isBare
        />
        {hours.length !== 24 && (
          <span className="s13 t2">{say('web.clocks.ownDay.hours', { hours: hours.length })}</span>
        )}
      </div>
      <Brushes group="brush-of-day" {...{ ids, brush, may, ...looks }} onBrush={setBrush} />
      <Hours {...{ hours, paint, airDate }} {...looks} />
      <Foot
        {...{ view, isSame }}
        onClear={() => clear.mutate({ params })}
        onSave={() =>
          save.mutate({
            params,
            body: { hours: Object.fromEntries(hours.map(({ hour, clockId }) => [hour, clockId])) },
          })
        }
      />
    </>
  )
}

interface HoursProps extends Looks {
  airDate: string
  hours: readonly { hour: string; clockId: number | null }[]
  paint: (hour: string) => void
}

/** As many as the day has; painted by a click, or by dragging over them. */
function Hours({ airDate, hours, paint, colourOf, nameOf }: HoursProps) {
  const say = useWords()
  return (
    <ol className={styles.dayHours} aria-label={say('web.clocks.ownDay.list', { day: dayInWords(airDate) })}>
      {hours.map((one) => (
        <li key={one.hour}>
          <span className={styles.hourName}>{one.hour}</span>
          <button
            type="button"
            className={styles.cell}
            data-colour={colourOf(one.clockId)}
            aria-label={say('web.clocks.ownDay.cell', { hour: one.hour, clock: nameOf(one.clockId) })}
            onClick={() => paint(one.hour)}
            onPointerEnter={(event) => event.buttons === 1 && paint(one.hour)}
            onPointerDown={(event) => event.currentTarget.releasePointerCapture(event.pointerId)}
          >
            <span className="cut">{nameOf(one.clockId)}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}

interface FootProps {
  view: DayClocksView
  isSame: boolean
  onClear: () => void
  onSave: () => void
}

function Foot({ view: { stationId, airDate, isOwn }, isSame, onClear, onSave }: FootProps) {
  const say = useWords()
  const may = useMay('jobs:write')
  return (
    <div className="row wrap">
      {may && (
        <Button
          isWrite
          whyNot={isOwn ? null : say('web.clocks.ownDay.isOfWeek', { day: dayInWords(airDate) })}
          onClick={onClear}
        >
          {say('web.clocks.ownDay.clear')}
        </Button>
      )}
      <Link to="/radio/logs" search={{ station: String(stationId), day: airDate }} className={buttonClass('quiet')}>
        <span>{say('web.clocks.ownDay.log')}</span>
      </Link>
      <span className="end" />
      {may && (
        <Button look="primary" isWrite whyNot={isSame ? say('web.clocks.whyNot.same') : null} onClick={onSave}>
          {say('web.clocks.ownDay.save')}
        </Button>
      )}
    </div>
  )
}
