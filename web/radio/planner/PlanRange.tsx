import { useState } from 'react'
import type { ProgrammeShowView, RangeDraft } from '../../../src/radio/planner/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { useAct, useList } from '../../api/use-api.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { CheckField, ChoiceField, TextField } from '../../parts/fields.tsx'
import { useWords, type Say } from '../../words.ts'
import { DayField, TimeField } from './ClockFields.tsx'
import { Replace } from './CopyWeek.tsx'
import { RangeReview } from './RangeReview.tsx'
import { slotsOf, wishesOf, type Pattern } from './range-wishes.ts'
import styles from './planner.module.css'
import { readLength } from './slot-draft.ts'
import { routes } from './use-planner.ts'
import { instant } from './week-view.ts'
import { addDays, instantsOf, readClock, weekdayOf } from './zone-clock.ts'

interface PlanRangeProps {
  stationId: number
  timeZone: string
  hasCms: boolean
  shows: readonly ProgrammeShowView[]
  /** The first day of the week that is shown. */
  from: string
  isOpen: boolean
  onClose: () => void
}

/** A show at the same time on some days: its episodes one after the other. */
export function PlanRange({ isOpen, onClose, ...props }: PlanRangeProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.planner.range')} isOpen={isOpen} onClose={onClose} widthPx={640}>
      <Body onClose={onClose} {...props} />
    </Dialog>
  )
}

interface Typed {
  showId: string
  which: 'never' | 'least-aired'
  from: string
  to: string
  start: string
  length: string
  weekdays: ReadonlySet<number>
}

const WEEK = [0, 1, 2, 3, 4, 5, 6]
const MONDAY = '2024-01-01'
const MOST = 200

function Body({ stationId, timeZone, hasCms, shows, from, onClose }: Omit<PlanRangeProps, 'isOpen'>) {
  const say = useWords()
  const [typed, setTyped] = useState<Typed>({
    showId: shows[0]?.showId ?? '',
    which: 'never',
    from: addDays(from, 7),
    to: addDays(from, 13),
    start: '10:00',
    length: '1:00:00',
    weekdays: new Set(WEEK.slice(0, 5)),
  })
  const [isReplacing, setReplacing] = useState(false)
  const [draft, setDraft] = useState<RangeDraft | null>(null)
  const plan = useAct(routes.planRange, setDraft)
  const found = useItems({ stationId, hasCms, typed })
  if (draft !== null)
    return <RangeReview draft={draft} timeZone={timeZone} onBack={() => setDraft(null)} onClose={onClose} />
  const pattern = patternOf(typed)
  const wishes = pattern === undefined ? [] : wishesOf(found.items, pattern, { timeZone, showId: typed.showId })
  const slots = pattern === undefined ? 0 : slotsOf(pattern, timeZone).length
  const range = rangeOf(typed, timeZone)
  const set = (edit: Partial<Typed>) => setTyped({ ...typed, ...edit })
  return (
    <DialogForm
      act={say('web.planner.dryRun')}
      whyNot={whyNotOf(say, { typed, pattern, wishes: wishes.length, isReading: found.state === 'first' })}
      error={plan.error ?? found.error}
      onSubmit={() =>
        range !== undefined &&
        plan.mutate({
          params: { stationId },
          body: { ...range, mode: isReplacing ? 'replace' : 'add', airings: wishes },
        })
      }
      onClose={onClose}
    >
      <WhatFields shows={shows} typed={typed} onChange={set} />
      <PatternFields typed={typed} onChange={set} />
      <span className="s12 t2" role="status">
        {say('web.planner.range.found', { items: found.total ?? found.items.length, count: slots })}
      </span>
      <Replace isOn={isReplacing} onChange={setReplacing} />
    </DialogForm>
  )
}

interface WhatProps {
  shows: readonly ProgrammeShowView[]
  typed: Typed
  onChange: (edit: Partial<Typed>) => void
}

function WhatFields({ shows, typed, onChange }: WhatProps) {
  const say = useWords()
  return (
    <div className="grid2">
      <ChoiceField
        label={say('web.planner.show')}
        value={typed.showId}
        onChange={(showId) => onChange({ showId })}
        options={[
          { value: '', label: say('web.planner.form.noShow') },
          ...shows.map((show) => ({ value: show.showId, label: show.title })),
        ]}
      />
      <ChoiceField
        label={say('web.planner.range.which')}
        value={typed.which}
        onChange={(which) => onChange({ which })}
        options={(['never', 'least-aired'] as const).map((value) => ({
          value,
          label: say(`web.planner.range.which.${value}`),
        }))}
      />
    </div>
  )
}

function PatternFields({ typed, onChange }: { typed: Typed; onChange: (edit: Partial<Typed>) => void }) {
  const say = useWords()
  return (
    <>
      <div className="grid2">
        <DayField label={say('web.planner.range.from')} value={typed.from} onChange={(from) => onChange({ from })} />
        <DayField label={say('web.planner.range.to')} value={typed.to} onChange={(to) => onChange({ to })} />
        <TimeField
          label={say('web.planner.form.start')}
          value={typed.start}
          onChange={(start) => onChange({ start })}
        />
        <TextField
          label={say('web.planner.form.length')}
          value={typed.length}
          onChange={(length) => onChange({ length })}
        />
      </div>
      <fieldset className={`row wrap gap12 ${styles.weekdays}`}>
        <legend className="s12 t2">{say('web.planner.range.weekdays')}</legend>
        {WEEK.map((weekday) => (
          <CheckField
            key={weekday}
            label={weekdayOf(addDays(MONDAY, weekday))}
            isOn={typed.weekdays.has(weekday)}
            onChange={(isOn) => {
              const weekdays = new Set(typed.weekdays)
              if (isOn) weekdays.add(weekday)
              else weekdays.delete(weekday)
              onChange({ weekdays })
            }}
          />
        ))}
      </fieldset>
    </>
  )
}

/** Episodes of the show, or tracks where there is no CMS: the oldest of those that were never planned, or the least aired. */
function useItems({ stationId, hasCms, typed }: { stationId: number; hasCms: boolean; typed: Typed }) {
  return useList(routes.palette, {
    params: { stationId },
    query: {
      limit: MOST,
      kind: hasCms ? ('episode' as const) : ('track' as const),
      plannable: 'yes' as const,
      ...(hasCms && typed.showId !== '' ? { showId: typed.showId } : {}),
      ...(typed.which === 'never'
        ? { aired: 'never' as const, sort: 'newest' as const }
        : { sort: 'least-aired' as const }),
    },
  })
}

function patternOf({ from, to, weekdays, start, length }: Typed): Pattern | undefined {
  const secOfDay = readClock(start)
  const lengthMs = readLength(length)
  const areDays = [from, to].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day)) && from <= to
  if (!areDays || secOfDay === undefined || lengthMs === undefined) return undefined
  return { from, to, weekdays, secOfDay, lengthMs }
}

function rangeOf({ from, to, start, length }: Typed, timeZone: string) {
  const lengthMs = readLength(length)
  const startsMs = instantsOf(from, 0, timeZone)[0] ?? instantsOf(from, 3600, timeZone)[0]
  const lastMs = instantsOf(to, readClock(start) ?? 0, timeZone).at(-1) ?? instantsOf(to, 86_399, timeZone)[0]
  const dayEndMs = instantsOf(addDays(to, 1), 0, timeZone)[0] ?? lastMs
  if (startsMs === undefined || lastMs === undefined || dayEndMs === undefined || lengthMs === undefined)
    return undefined
  return { startsAt: instant(startsMs), endsAt: instant(Math.max(dayEndMs, lastMs + lengthMs)) }
}

interface Wanted {
  typed: Typed
  pattern: Pattern | undefined
  wishes: number
  isReading: boolean
}

function whyNotOf(say: Say, { typed, pattern, wishes, isReading }: Wanted): string | null {
  if (typed.showId === '') return say('web.planner.form.needsShow')
  if (pattern === undefined) return say('web.planner.range.needsDays')
  if (isReading) return say('web.planner.range.reading')
  return wishes === 0 ? say('web.planner.range.noWish') : null
}
