import { useVirtualizer } from '@tanstack/react-virtual'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { LOG_LEVELS, type LogLevelName } from '../../src/live/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { formatClock, formatNumber } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { ChoiceField, TextField } from '../parts/fields.tsx'
import { Panel } from '../parts/Panel.tsx'
import { remPx } from '../parts/rem-px.ts'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import styles from './LiveLog.module.css'
import { useLogTail, type LogFilter, type TailLine } from './use-log-tail.ts'

const TYPING_MS = 300
const ROW_REM = 1.25

/** The server's log as it is written, for those who may read it. */
export function LiveLog() {
  const say = useWords()
  if (useMay('logs:read')) return <Tail />
  return (
    <Page title={say('web.nav.activity.log')} subtitle={say('web.log.subtitle')}>
      <p className="s13 t2">{say('web.log.mayNot')}</p>
    </Page>
  )
}

function Tail() {
  const say = useWords()
  const [filter, setFilter] = useState<LogFilter>({ level: 'info', area: '', text: '' })
  const [asked] = useDebouncedValue(filter, TYPING_MS)
  const [isPaused, setPaused] = useState(false)
  const tail = useLogTail(asked, isPaused)
  const pause = (
    <Button
      icon={isPaused ? IconPlayerPlay : IconPlayerPause}
      isPressed={isPaused}
      onClick={() => setPaused(!isPaused)}
    >
      {say(isPaused ? 'web.log.resume' : 'web.log.pause')}
    </Button>
  )
  return (
    <Page title={say('web.nav.activity.log')} subtitle={say('web.log.subtitle')} actions={pause}>
      {tail.error !== null && <ProblemPanel error={tail.error} />}
      <Panel name={say('web.nav.activity.log')}>
        <div className={styles.tools}>
          <ChoiceField
            name={say('web.log.level')}
            value={filter.level}
            onChange={(level: LogLevelName) => setFilter({ ...filter, level })}
            options={LOG_LEVELS.map((value) => ({ value, label: say(`web.log.level.${value}`) }))}
          />
          <ChoiceField
            name={say('web.log.area')}
            value={filter.area}
            onChange={(area) => setFilter({ ...filter, area })}
            options={[
              { value: '', label: say('web.log.allAreas') },
              ...tail.areas.map((value) => ({ value, label: value })),
            ]}
          />
          <div className="grow">
            <TextField
              name={say('web.log.search')}
              placeholder={say('web.log.search')}
              value={filter.text}
              onChange={(text) => setFilter({ ...filter, text })}
            />
          </div>
          <span className="s12 t3 num">
            {say('web.log.lines', { count: tail.lines.length, n: formatNumber(tail.lines.length) })}
          </span>
        </div>
        {tail.skipped > 0 && <p className={styles.skipped}>{say('web.log.skipped', { count: tail.skipped })}</p>}
        <Lines lines={tail.lines} />
      </Panel>
    </Page>
  )
}

/** Stays at the end while one is at the end; otherwise the place is kept and new lines wait below. */
function Lines({ lines }: { lines: readonly TailLine[] }) {
  const say = useWords()
  const scroller = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const [rowPx] = useState(() => remPx(ROW_REM))
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 20,
    getItemKey: (index) => lines[index]?.id ?? index,
  })
  useEffect(() => {
    if (isAtEnd.current && lines.length > 0) virtual.scrollToIndex(lines.length - 1)
  }, [lines, virtual])
  const onScroll = () => {
    const element = scroller.current
    if (element !== null) isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < rowPx * 2
  }
  return (
    <div
      ref={scroller}
      className={styles.scroll}
      onScroll={onScroll}
      tabIndex={0}
      role="region"
      aria-label={say('web.nav.activity.log')}
    >
      <ol className={styles.lines} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index]
          return line === undefined ? null : (
            <Line key={item.key} line={line} index={item.index} topPx={item.start} measure={virtual.measureElement} />
          )
        })}
      </ol>
    </div>
  )
}

/** Of an error its message: its stack stands in the log file. */
function briefly(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('stack' in value && 'message' in value)) return value
  return value.message
}

function Line({
  line,
  index,
  topPx,
  measure,
}: {
  line: TailLine
  index: number
  topPx: number
  measure: (element: HTMLElement | null) => void
}) {
  const say = useWords()
  const fields = Object.entries(line.fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(briefly(value))}`,
  )
  return (
    <li
      ref={measure}
      data-index={index}
      className={styles.line}
      data-level={line.level}
      style={{ transform: `translateY(${topPx}px)` }}
    >
      <span className="t3">{formatClock(Date.parse(line.at))}</span>
      <span className={styles.level}>{say(`web.log.level.${line.level}`)}</span>
      <span className="t3">{line.area}</span>
      <span className={styles.text}>
        {line.message} <span className="t3">{fields.join(' ')}</span>
      </span>
    </li>
  )
}
