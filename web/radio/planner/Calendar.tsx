import type { ReactNode } from 'react'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { Page } from '../../shell/Page.tsx'
import { say, useWords } from '../../words.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import { AiringDialog, TakeOutQuestion } from './AiringDialog.tsx'
import { AimTip, FloatingTip } from './AimTip.tsx'
import { aimAt } from './aim.ts'
import { CalendarBar, DayPicker } from './CalendarBar.tsx'
import { DayList } from './DayList.tsx'
import { Dock } from './Dock.tsx'
import { Grid } from './Grid.tsx'
import { Palette } from './Palette.tsx'
import { PaletteDrawer } from './PaletteDrawer.tsx'
import { leavingIn } from './collected.ts'
import { PlaceForm } from './PlaceForm.tsx'
import { ReviewChanges } from './ReviewChanges.tsx'
import styles from './planner.module.css'
import { dayInBrief } from './zone-clock.ts'
import { useCalendar, type CalendarProps, type CalendarState } from './use-calendar.ts'

const NOBODY: readonly number[] = []

/** 16 Nov to 22 Nov 2026 */
function daysInWords({ days, day }: CalendarState): string {
  const [first, last] = [days[0]?.airDate ?? day, days.at(-1)?.airDate ?? day]
  const to = say('web.planner.dayOfYear', { day: dayInBrief(last), year: last.slice(0, 4) })
  return first === last ? to : say('web.planner.fromTo', { from: dayInBrief(first), to })
}

/** The week of a station with the palette beside it. */
export function Calendar({ picker, ...props }: CalendarProps & { picker: ReactNode }) {
  useWords()
  const calendar = useCalendar(props)
  const { width, dialogs, carry, week, read, changes, timeZone } = calendar
  const isWide = width === 'wide'
  const palette = <PaletteOf calendar={calendar} />
  return (
    <Page
      title={say('web.nav.radio.planner')}
      subtitle={say('web.planner.subtitle', { name: props.station.name, zone: timeZone, days: daysInWords(calendar) })}
      actions={<CalendarBar calendar={calendar} picker={picker} view={props.view} onGo={props.onGo} />}
    >
      <ReadProblem read={read} />
      {changes.problem !== null && <ProblemPanel error={changes.problem} />}
      {week === undefined && read.error === null && <p className="s13 t3">{say('web.planner.reading')}</p>}
      <div className={styles.planner} data-wide={isWide || undefined}>
        {isWide && palette}
        <Days calendar={calendar} onGo={props.onGo} />
      </div>
      {carry.carried?.by === 'pointer' && <FloatingTip carried={carry.carried} timeZone={timeZone} />}
      {!isWide && (
        <PaletteDrawer isOpen={dialogs.isPaletteOpen} onClose={() => dialogs.setPaletteOpen(false)}>
          {palette}
        </PaletteDrawer>
      )}
      <Dialogs calendar={calendar} />
    </Page>
  )
}

function Days({ calendar, onGo }: { calendar: CalendarState; onGo: CalendarProps['onGo'] }) {
  const { week, axis, nowMs, mayChange, scroller, today, onKey, carry, changes, look, days, setOpen } = calendar
  const { collected, dialogs } = calendar
  if (week === undefined) return null
  return (
    <div className={styles.calendar} data-look={look}>
      {calendar.width === 'phone' && <DayPicker days={week.days} day={calendar.day} onGo={onGo} />}
      {look === 'list' ? (
        <DayList week={week} days={days} onOpen={(airing) => setOpen(airing.airingId)} />
      ) : (
        <Grid
          {...{ week, axis, nowMs, mayChange, scroller, today, onKey }}
          carried={carry.carried}
          pending={changes.pending}
          onOpen={(airing) => setOpen(airing.airingId)}
          onDrag={carry.drag}
        />
      )}
      <Dock {...{ week, changes, collected, mayChange }} onReview={() => dialogs.setReviewing(true)}>
        {carry.carried?.by === 'keys' && (
          <div className={styles.held} role="status">
            <AimTip carried={carry.carried} timeZone={week.timeZone} />
          </div>
        )}
      </Dock>
    </div>
  )
}

function PaletteOf({ calendar }: { calendar: CalendarState }) {
  const { stationId, timeZone, shows, dialogs, mayChange, carry, ask, look } = calendar
  return (
    <Palette
      {...{ stationId, timeZone, shows }}
      hasCms={dialogs.hasCms}
      filter={dialogs.filter}
      onFilter={dialogs.setFilter}
      mayPlan={mayChange}
      onDrag={carry.drag}
      onPickUp={(load) => {
        dialogs.setPaletteOpen(false)
        if (look === 'list') ask(load, undefined)
        else carry.pickUp(load)
      }}
      onPlan={(load) => {
        dialogs.setPaletteOpen(false)
        ask(load, undefined)
      }}
    />
  )
}

function Dialogs({ calendar }: { calendar: CalendarState }) {
  const { dialogs, open, setOpen, timeZone, mayChange, stationId, shows, world, changes, ask } = calendar
  const { form, setForm, leaving, setLeaving } = dialogs
  const { put, collected, isAtOnce } = calendar
  return (
    <>
      <AiringDialog
        airing={open}
        {...{ timeZone, mayChange }}
        onMove={(airing) => {
          setOpen(undefined)
          ask({ kind: 'move', airing }, undefined)
        }}
        onTakeOut={(airing) => {
          setOpen(undefined)
          void put.takeOut(airing)
        }}
        onClose={() => setOpen(undefined)}
      />
      <PlaceForm
        asked={form}
        {...{ stationId, timeZone, shows }}
        leaving={isAtOnce ? NOBODY : leavingIn(collected.changes)}
        freeOf={(load, slot) => (world === undefined ? undefined : aimAt(load, slot, world).free)}
        onPlace={({ load, slot, showId }) => {
          setForm(undefined)
          void put.place(load, slot, showId)
        }}
        onClose={() => setForm(undefined)}
      />
      <ReviewChanges
        isOpen={dialogs.isReviewing}
        {...{ stationId, timeZone }}
        changes={collected.changes}
        onSettled={collected.settle}
        onClose={() => dialogs.setReviewing(false)}
      />
      <TakeOutQuestion
        airing={leaving}
        timeZone={timeZone}
        onTakeOut={(airing) => {
          setLeaving(undefined)
          void changes.takeOut(airing)
        }}
        onClose={() => setLeaving(undefined)}
      />
    </>
  )
}
