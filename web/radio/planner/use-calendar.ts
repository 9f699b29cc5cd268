import { useMediaQuery } from '@mantine/hooks'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { ProgrammeShowView } from '../../../src/radio/planner/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { useConnection } from '../../live/connection.ts'
import { useNow } from '../../parts/use-now.ts'
import { useMay } from '../../session/use-session.ts'
import { aimAt, newSlot, type World } from './aim.ts'
import { axisOf, type CalendarDay, type Slot } from './day-axis.ts'
import { startFilter } from './Palette.tsx'
import type { Asked } from './PlaceForm.tsx'
import { type Carry, useCarry } from './use-carry.ts'
import { weekWith } from './collected.ts'
import { dryRun, needsSaying, useChanges } from './use-changes.ts'
import { useAtOnce, useCollected } from './use-collected.ts'
import { shownDays, useAiring, useShows, useWeek } from './use-planner.ts'
import type { Airing, Load, Week } from './week-view.ts'
import { addDays, instantsOf, wallAt } from './zone-clock.ts'

export type View = 'week' | 'day' | 'list'
export type Width = 'phone' | 'narrow' | 'wide'
export type Go = (edit: Record<string, string | undefined>) => void

export interface CalendarProps {
  station: StationView
  day: string | undefined
  /** The id of the one that is open. */
  airing: string | undefined
  /** What the palette looks for first. */
  find: string | undefined
  view: View
  onGo: Go
}

const NONE: readonly ProgrammeShowView[] = []
const NO_DAYS: readonly CalendarDay[] = []
const WEEK_DAYS = 7
const NARROW_DAYS = 3

/** Everything that the calendar shows and does. */
export function useCalendar({ station, day: asked, view, ...props }: CalendarProps) {
  const { stationId, timeZone } = station
  const mayChange = useMay('files:move')
  const nowMs = useNow() + useConnection().serverAheadMs
  const width = useWidth()
  const today = wallAt(nowMs, timeZone).airDate
  const day = asked ?? today
  const most = width === 'phone' || view === 'day' ? 1 : width === 'narrow' && view === 'week' ? NARROW_DAYS : WEEK_DAYS
  const { week: atPlayout, read } = useWeek(stationId, day)
  const shows = useShows(stationId).data?.items ?? NONE
  const { week, ...waiting } = useWaiting({ stationId, shows, atPlayout })
  const days = useMemo(() => (week === undefined ? NO_DAYS : shownDays(week.days, day, most)), [week, day, most])
  const axis = useMemo(() => axisOf(days, timeZone), [days, timeZone])
  const world = useWorld({ week, days, shows, nowMs })
  const scroller = useRef<HTMLDivElement>(null)
  const changes = useChanges(stationId, timeZone)
  const dialogs = useDialogs(station, props.find)
  const open = useAiring(props.airing, { stationId, week })
  const drop = useDrop({ stationId, changes, waiting, world, onAsk: dialogs.setForm })
  const carry = useCarry({ world, axis, grid: scroller, onPlace: (load, slot) => void drop(load, slot) })
  const look: 'grid' | 'list' = width === 'phone' || view === 'list' ? 'list' : 'grid'
  return {
    stationId,
    timeZone,
    mayChange,
    nowMs,
    width,
    today,
    day,
    most,
    look,
    week,
    read,
    shows,
    days,
    axis,
    scroller,
    world,
    changes,
    ...waiting,
    /** Where what was decided goes: to the playout, or to the others that wait. */
    put: waiting.isAtOnce ? changes : waiting.collected,
    dialogs,
    open,
    setOpen: (airingId: number | undefined) =>
      props.onGo({ airing: airingId === undefined ? undefined : String(airingId) }),
    carry,
    ask: (load: Load, slot: Slot | undefined) => {
      const meant = slot ?? soonSlot(load, { world, nowMs, day, timeZone })
      const show = world === undefined ? undefined : aimAt(load, meant, world).show
      dialogs.setForm({ load, slot: meant, showId: show?.showId })
    },
    onKey: airingKeys({ mayChange, carry, waiting, onLeave: dialogs.setLeaving }),
  }
}

export type CalendarState = ReturnType<typeof useCalendar>

interface Waited {
  stationId: number
  shows: readonly ProgrammeShowView[]
  atPlayout: Week | undefined
}

/** The week as it will be with the changes that are not applied yet, and these. */
function useWaiting({ stationId, shows, atPlayout }: Waited) {
  const collected = useCollected(stationId, shows)
  const [isAtOnce, setAtOnce] = useAtOnce()
  const { changes } = collected
  const week = useMemo(() => (atPlayout === undefined ? undefined : weekWith(atPlayout, changes)), [atPlayout, changes])
  return { week, collected, isAtOnce, setAtOnce }
}

type Waiting = ReturnType<typeof useWaiting>

function useDialogs({ cmsConnectionId, keepsProgramme }: StationView, find: string | undefined) {
  const hasCms = cmsConnectionId !== null || keepsProgramme
  const [form, setForm] = useState<Asked | undefined>()
  const [leaving, setLeaving] = useState<Airing | undefined>()
  const [isPaletteOpen, setPaletteOpen] = useState(find !== undefined)
  const [isReviewing, setReviewing] = useState(false)
  const [filter, setFilter] = useState(() => ({ ...startFilter(hasCms), text: find ?? '' }))
  return {
    form,
    setForm,
    leaving,
    setLeaving,
    isPaletteOpen,
    setPaletteOpen,
    isReviewing,
    setReviewing,
    filter,
    setFilter,
    hasCms,
  }
}

function useWidth(): Width {
  const isPhone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false })
  const isNarrow = useMediaQuery('(max-width: 1099px)', false, { getInitialValueInEffect: false })
  return isPhone ? 'phone' : isNarrow ? 'narrow' : 'wide'
}

interface Shown {
  week: Week | undefined
  days: readonly CalendarDay[]
  shows: readonly ProgrammeShowView[]
  nowMs: number
}

/** What can be aimed at: the days that are shown. */
function useWorld({ week, days, shows, nowMs }: Shown): World | undefined {
  return useMemo(() => {
    const [first, last] = [days[0], days.at(-1)]
    if (week === undefined || first === undefined || last === undefined) return undefined
    return { week: { ...week, days, startsMs: first.startsMs, endsMs: last.endsMs }, shows, nowMs }
  }, [week, days, shows, nowMs])
}

interface Dropping {
  stationId: number
  changes: ReturnType<typeof useChanges>
  waiting: Pick<Waiting, 'isAtOnce' | 'collected'>
  world: World | undefined
  onAsk: (asked: Asked) => void
}

/** What is let go is tried on the server first; where that says more than was seen, the form says it and a person decides. */
function useDrop({ stationId, changes, waiting: { isAtOnce, collected }, world, onAsk }: Dropping) {
  return async (load: Load, slot: Slot) => {
    const isUnmoved =
      load.kind !== 'new' && load.airing.startsMs === slot.startsMs && load.airing.endsMs === slot.endsMs
    if (world === undefined || isUnmoved) return
    const { show, conflicts, fit } = aimAt(load, slot, world)
    const asked = { load, slot, showId: show?.showId }
    if (show === undefined) return onAsk(asked)
    if (!isAtOnce)
      return conflicts.length > 0 || fit.kind === 'cut' ? onAsk(asked) : collected.place(load, slot, show.showId)
    try {
      const check = await dryRun(load, slot, { stationId, showId: show.showId })
      if (needsSaying(check)) onAsk(asked)
      else await changes.place(load, slot, show.showId)
    } catch (error) {
      changes.setProblem(error as Error)
    }
  }
}

interface KeyTools {
  mayChange: boolean
  carry: Carry
  waiting: Pick<Waiting, 'isAtOnce' | 'collected'>
  /** Asked before something leaves LibreTime at once. */
  onLeave: (airing: Airing) => void
}

/** What keys do with the airing that has the focus. */
const airingKeys =
  ({ mayChange, carry, waiting: { isAtOnce, collected }, onLeave }: KeyTools) =>
  (event: KeyboardEvent, airing: Airing): void => {
    const act = event.ctrlKey || event.metaKey || !mayChange ? undefined : keyAct(event.key, airing)
    if (act === undefined) return
    event.preventDefault()
    if (act !== 'leave') carry.pickUp({ kind: act, airing })
    else if (isAtOnce) onLeave(airing)
    else collected.takeOut(airing)
  }

function keyAct(key: string, { can }: Airing): 'move' | 'resize' | 'leave' | undefined {
  if (key === 'Delete' && can.unplan) return 'leave'
  if (!can.move) return undefined
  return key.toLowerCase() === 'p' ? 'move' : key.toLowerCase() === 'l' ? 'resize' : undefined
}

const HOUR_MS = 3_600_000
const TEN = 10 * 3600

interface Soon {
  world: World | undefined
  nowMs: number
  day: string
  timeZone: string
}

/** What the form begins with: the nearest free place of the day that is shown. */
function soonSlot(load: Load, { world, nowMs, day, timeZone }: Soon): Slot {
  if (load.kind !== 'new') return { startsMs: load.airing.startsMs, endsMs: load.airing.endsMs }
  const soonMs = Math.ceil(nowMs / HOUR_MS) * HOUR_MS
  const atTen = instantsOf(day, TEN, timeZone)[0] ?? soonMs
  const startsMs = Math.max(soonMs, atTen)
  if (world === undefined) return { startsMs, endsMs: startsMs + HOUR_MS }
  const wanted = newSlot(load, startsMs, world)
  return aimAt(load, wanted, world).free ?? wanted
}

export const stepDay = (day: string, most: number, direction: 1 | -1): string => addDays(day, direction * most)
