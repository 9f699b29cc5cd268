import { useMediaQuery } from '@mantine/hooks'
import { useState, type ReactNode } from 'react'
import type { LogDayView } from '../../../src/radio/logs/read/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { UNDO_KEYS } from '../../parts/act-keys.ts'
import { useKeys } from '../../parts/keyboard.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { clockIn, dayInWords } from '../planner/zone-clock.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import { DayActions } from './DayActions.tsx'
import { EntryDialog } from './EntryDialog.tsx'
import { FormerState } from './FormerState.tsx'
import { HourColumns, HourRail } from './Hours.tsx'
import { LineTable } from './LineTable.tsx'
import { LockLine } from './LockLine.tsx'
import styles from './logs.module.css'
import { NoLog } from './NoLog.tsx'
import { PublishDrawer } from './PublishDrawer.tsx'
import { PublishPanel } from './PublishPanel.tsx'
import { SelectedBar } from './SelectedBar.tsx'
import { useEdits } from './use-edits.ts'
import { useEditor } from './use-editor.ts'
import { type Address, useDay, useFormer } from './use-logs.ts'
import { usePublishing } from './use-publishing.ts'

interface DayProps {
  station: StationView
  address: Address
  airDate: string
  nowMs: number
  picker: ReactNode
}

/** One day's log: edited by the hour, held against the playout, and published. */
export function Day(props: DayProps) {
  const say = useWords()
  const { station, airDate, address, picker } = props
  const { read, day, isNone } = useDay(station.stationId, airDate)
  if (day !== undefined) return <OpenDay {...props} day={day} read={read} />
  return (
    <Page
      title={say('web.logs.ofDay', { day: dayInWords(airDate) })}
      subtitle={`${station.name}, ${station.timeZone}`}
      actions={picker}
    >
      {isNone ? <NoLog {...{ station, airDate, address }} /> : <ReadProblem read={read} />}
    </Page>
  )
}

const KEYS = [
  { keys: '↑ ↓ ← →', label: 'web.logs.keys.move' },
  { keys: 'Alt+↑ Alt+↓ Alt+← Alt+→', label: 'web.logs.keys.moveEntry' },
  { keys: 'Enter', label: 'web.logs.keys.replace' },
  { keys: 'e', label: 'web.logs.keys.change' },
  { keys: 'Delete', label: 'web.logs.keys.remove' },
  { keys: 'w', label: 'web.logs.keys.why' },
  { keys: 'Space', label: 'web.logs.keys.play' },
] as const

interface OpenDayProps extends DayProps {
  day: LogDayView
  read: ReturnType<typeof useDay>['read']
}

function OpenDay({ station, address, airDate, nowMs, picker, day, read }: OpenDayProps) {
  const say = useWords()
  const edits = useEdits(day)
  const { read: formerRead, former } = useFormer(day, address.revision)
  const shown = former ?? day
  const publishing = usePublishing(day, station)
  const editor = useEditor({ day, shown, edits, address, nowMs, preview: publishing.preview })
  const isNarrow = useMediaQuery('(min-width: 641px) and (max-width: 1099px)', false, {
    getInitialValueInEffect: false,
  })
  const [isDrawerOpen, setDrawerOpen] = useState(false)
  useKeys(KEYS)
  useKeys(UNDO_KEYS)
  const panel = <PublishPanel {...{ publishing, editor, station }} onFill={(at) => showGap(editor, at)} />
  return (
    <Page
      title={say('web.logs.ofDay', { day: dayInWords(airDate) })}
      subtitle={<Subtitle {...{ station, day }} />}
      actions={
        <>
          {picker}
          <DayActions
            {...{ day, editor, edits, address, station }}
            onPublish={isNarrow ? () => setDrawerOpen(true) : undefined}
          />
        </>
      }
    >
      <ReadProblem read={read} />
      <ReadProblem read={formerRead} />
      {edits.problem !== null && <ProblemPanel error={edits.problem} />}
      <LockLine day={day} edits={edits} />
      {former !== undefined && <FormerState {...{ former, day, edits, address }} />}
      {day.outside.problem !== null && (
        <p className="s13 tone-warn" role="status">
          {say('web.logs.playoutUnread', { why: day.outside.problem.text })}
        </p>
      )}
      <div className={styles.day} data-drawer={isNarrow || undefined}>
        <HourRail editor={editor} />
        <div className={styles.main}>
          {address.look === 'list' ? <LineTable editor={editor} /> : <HourColumns editor={editor} />}
          <SelectedBar editor={editor} />
        </div>
        {!isNarrow && <div className={styles.side}>{panel}</div>}
      </div>
      {isNarrow && (
        <PublishDrawer isOpen={isDrawerOpen} onClose={() => setDrawerOpen(false)}>
          {panel}
        </PublishDrawer>
      )}
      <EntryDialog editor={editor} edits={edits} />
    </Page>
  )
}

function Subtitle({ station, day }: { station: StationView; day: LogDayView }) {
  const say = useWords()
  const { lock, revision, entries, hours, timeZone } = day
  return [
    say('web.logs.subtitle', { name: station.name, revision, count: entries.length }),
    ...(hours === 24 ? [] : [say('web.logs.hoursLong', { hours })]),
    ...(lock?.isMine === true
      ? [say('web.logs.youHold', { time: clockIn(Date.parse(lock.until), timeZone).slice(0, 5) })]
      : []),
  ].join(' ')
}

/** Brings the silence of a stopper into sight. */
function showGap(editor: ReturnType<typeof useEditor>, at: string): void {
  const atMs = Date.parse(at)
  const hour = editor.hours.find(({ startsMs, endsMs }) => startsMs <= atMs && atMs < endsMs)
  if (hour === undefined) return
  editor.go(hour.hour.name)
  window.setTimeout(() => {
    const gap = document.querySelector<HTMLElement>(`[data-gap="${at}"]`)
    if (gap?.getAttribute('aria-expanded') === 'false') gap.click()
    gap?.scrollIntoView({ block: 'center' })
    gap?.focus()
  })
}
