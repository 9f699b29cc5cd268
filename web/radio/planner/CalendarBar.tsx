import { Menu } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconDots, IconPlus } from '@tabler/icons-react'
import { useMemo, useState, type ReactNode } from 'react'
import { Button } from '../../parts/Button.tsx'
import { useKeys, type KeyBinding } from '../../parts/keyboard.ts'
import { Segmented } from '../../parts/Segmented.tsx'
import { useWords } from '../../words.ts'
import { CopyWeek } from './CopyWeek.tsx'
import type { CalendarDay } from './day-axis.ts'
import { PlanRange } from './PlanRange.tsx'
import { stepDay, type CalendarState, type Go, type View } from './use-calendar.ts'
import { dayInWords, dayNumber, mondayOf, weekdayOf } from './zone-clock.ts'

interface CalendarBarProps {
  calendar: CalendarState
  picker: ReactNode
  view: View
  onGo: Go
}

const VIEWS = ['day', 'week', 'list'] as const

/** Which days, in which look, and what is done with many at once. */
export function CalendarBar({ calendar, picker, view, onGo }: CalendarBarProps) {
  const say = useWords()
  const { width, dialogs, mayChange } = calendar
  return (
    <>
      {picker}
      {width !== 'phone' && (
        <Segmented
          name={say('web.planner.view')}
          options={VIEWS.map((value) => ({ value, label: say(`web.planner.view.${value}`) }))}
          value={view}
          onChange={(value) => onGo({ view: value === 'week' ? undefined : value })}
        />
      )}
      <Steps calendar={calendar} onGo={onGo} />
      {mayChange && <Many calendar={calendar} />}
      {width !== 'wide' && (
        <Button icon={IconPlus} look="primary" onClick={() => dialogs.setPaletteOpen(true)}>
          {say(dialogs.hasCms ? 'web.planner.planEpisode' : 'web.planner.planTrack')}
        </Button>
      )}
    </>
  )
}

function Steps({ calendar: { day, today, most }, onGo }: { calendar: CalendarState; onGo: Go }) {
  const say = useWords()
  const keys = useMemo((): KeyBinding[] => {
    const to = (direction: 1 | -1) => () => onGo({ day: stepDay(day, most, direction) })
    return [
      { keys: '[', label: 'web.planner.keys.before', run: to(-1) },
      { keys: ']', label: 'web.planner.keys.after', run: to(1) },
      { keys: 't', label: 'web.planner.today', run: () => onGo({ day: undefined }) },
      { keys: 'p', label: 'web.planner.keys.pickUp' },
      { keys: 'l', label: 'web.planner.keys.length' },
      { keys: 'Delete', label: 'web.planner.keys.takeOut' },
    ]
    // The next pages are worked out from the day that is shown.
  }, [day, most, onGo])
  useKeys(keys)
  const size = most === 7 ? 'week' : most === 1 ? 'day' : 'days'
  const isNow = most === 7 ? mondayOf(day) === mondayOf(today) : day === today
  return (
    <span className="row gap4">
      <Button isIconOnly icon={IconChevronLeft} keys="[" onClick={() => onGo({ day: stepDay(day, most, -1) })}>
        {say(`web.planner.before.${size}`)}
      </Button>
      <Button keys="t" isPressed={isNow} onClick={() => onGo({ day: undefined })}>
        {say('web.planner.today')}
      </Button>
      <Button isIconOnly icon={IconChevronRight} keys="]" onClick={() => onGo({ day: stepDay(day, most, 1) })}>
        {say(`web.planner.after.${size}`)}
      </Button>
    </span>
  )
}

/** Many airings at once: a week once more, or a show over some days. */
function Many({ calendar }: { calendar: CalendarState }) {
  const say = useWords()
  const [open, setOpen] = useState<'copy' | 'range' | null>(null)
  const { stationId, timeZone, week, dialogs, shows, day, isAtOnce, setAtOnce } = calendar
  const from = week?.days[0]?.airDate ?? mondayOf(day)
  const close = () => setOpen(null)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button isWrite icon={IconDots}>
            {say('web.planner.many')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen('range')}>{say('web.planner.range')}</Menu.Item>
          <Menu.Item onClick={() => setOpen('copy')}>{say('web.planner.copy')}</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => setAtOnce(!isAtOnce)}>
            {say(isAtOnce ? 'web.planner.atOnce.off' : 'web.planner.atOnce.on')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <CopyWeek key={`copy ${from}`} {...{ stationId, timeZone, from }} isOpen={open === 'copy'} onClose={close} />
      <PlanRange
        key={`range ${from}`}
        {...{ stationId, timeZone, from, shows }}
        hasCms={dialogs.hasCms}
        isOpen={open === 'range'}
        onClose={close}
      />
    </>
  )
}

/** The days of the week, one of which is shown. */
export function DayPicker({ days, day, onGo }: { days: readonly CalendarDay[]; day: string; onGo: Go }) {
  const say = useWords()
  return (
    <Segmented
      name={say('web.planner.chooseDay')}
      options={days.map(({ airDate }) => ({
        value: airDate,
        label: (
          <>
            <span className="sr-only">{dayInWords(airDate)}</span>
            <span aria-hidden>
              {airDate === day ? `${weekdayOf(airDate)} ${dayNumber(airDate)}` : weekdayOf(airDate)}
            </span>
          </>
        ),
      }))}
      value={day}
      onChange={(next) => onGo({ day: next })}
    />
  )
}
