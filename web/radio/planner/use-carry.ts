import { useEffect, useMemo, useRef, useState, type PointerEvent as Press, type RefObject } from 'react'
import { aimAt, newSlot, snap, type Aim, type World } from './aim.ts'
import { type Axis, type Column, instantIn, type Slot } from './day-axis.ts'
import { stepBy } from './key-steps.ts'
import { followPointer, type Point } from './pointer-drag.ts'
import type { Load } from './week-view.ts'

const SHORTEST_MS = 60_000
const EDGE_PX = 36
const SCROLL_PX = 14

/** What is in the hand, and where it would go; `aim` is null where it can't be let go. */
export interface Carried {
  load: Load
  aim: Aim | null
  by: 'pointer' | 'keys'
  /** Of the pointer, in the window. */
  point: Point | undefined
}

interface Held {
  load: Load
  slot: Slot | null
  by: Carried['by']
  point?: Point
}

interface CarryOptions {
  world: World | undefined
  axis: Axis | undefined
  /** The scrolling part of the grid. */
  grid: RefObject<HTMLDivElement | null>
  onPlace: (load: Load, slot: Slot) => void
}

export interface Carry {
  carried: Carried | undefined
  drag: (press: Press, load: Load) => void
  pickUp: (load: Load) => void
  putBack: () => void
}

/** Taking something from the palette or the grid and placing it, by pointer or by keys; nothing is asked of the server. */
export function useCarry({ world, axis, grid, onPlace }: CarryOptions): Carry {
  const [held, setHeld] = useState<Held | null>(null)
  const aim = useMemo(
    () => (held?.slot == null || world === undefined ? null : aimAt(held.load, held.slot, world)),
    [held, world],
  )
  const latest = useRef({ world, axis, onPlace })
  useEffect(() => void (latest.current = { world, axis, onPlace }))
  const place = (load: Load, slot: Slot | null, isInstead: boolean) => {
    setHeld(null)
    const { world: there, onPlace: letGo } = latest.current
    if (slot === null || there === undefined) return
    letGo(load, (isInstead ? aimAt(load, slot, there).free : undefined) ?? slot)
  }
  const putBack = () => setHeld(null)
  useHeldKeys(held, { world, setHeld, place, putBack })
  useEffect(() => {
    if (held?.by === 'keys') grid.current?.querySelector('[data-ghost]')?.scrollIntoView({ block: 'nearest' })
  }, [held, grid])
  const drag = (press: Press, load: Load) => {
    if (press.button !== 0) return
    let grabMs = 0
    // What was seen last counts, also where it is let go before that is drawn.
    let last: Slot | null = null
    followPointer(press.nativeEvent, {
      onStart: (at) => {
        const under = pointed(latest.current.axis, grid.current, at)
        grabMs = load.kind === 'new' || under === undefined ? 0 : under - load.airing.startsMs
      },
      onMove: (at) => {
        scrollAtEdge(grid.current, at)
        const { axis: days, world: there } = latest.current
        const under = pointed(days, grid.current, at)
        const slot =
          under === undefined || there === undefined ? null : slotAt(load, under, { world: there, grabMs, at })
        last = slot
        setHeld({ load, slot, by: 'pointer', point: at })
      },
      onDrop: () => place(load, last, false),
      onEnter: () => place(load, last, true),
      onCancel: putBack,
    })
  }
  const pickUp = (load: Load) => {
    if (world !== undefined) setHeld({ load, slot: firstSlot(load, world), by: 'keys' })
  }
  const carried = held === null ? undefined : { load: held.load, aim, by: held.by, point: held.point }
  return { carried, drag, pickUp, putBack }
}

interface Placing {
  world: World
  /** From the start of what is held to where it is held. */
  grabMs: number
  at: Point
}

function slotAt(load: Load, underMs: number, { world, grabMs, at }: Placing): Slot {
  const { week } = world
  const drawn = (rawMs: number) => snap(rawMs, { week, load, isFine: at.isFine })
  if (load.kind === 'new') return newSlot(load, drawn(underMs), world)
  const { startsMs, endsMs } = load.airing
  if (load.kind === 'resize') return { startsMs, endsMs: Math.max(startsMs + SHORTEST_MS, drawn(underMs)) }
  const start = drawn(underMs - grabMs)
  return { startsMs: start, endsMs: start + endsMs - startsMs }
}

/** The instant under a point; undefined beside the grid. */
function pointed(axis: Axis | undefined, grid: HTMLElement | null, { x, y }: Point): number | undefined {
  if (axis === undefined || grid === null) return undefined
  const frame = grid.getBoundingClientRect()
  if (y < frame.top || y > frame.bottom) return undefined
  for (const element of grid.querySelectorAll<HTMLElement>('[data-column]')) {
    const { left, right, top, height } = element.getBoundingClientRect()
    const column: Column | undefined = axis.columns[Number(element.dataset['column'])]
    if (column !== undefined && x >= left && x < right)
      return instantIn(column, Math.max(0, ((y - top) / height) * axis.minutes))
  }
  return undefined
}

function scrollAtEdge(grid: HTMLElement | null, { x, y }: Point): void {
  if (grid === null) return
  const { top, bottom, left, right } = grid.getBoundingClientRect()
  if (x < left || x > right) return
  if (y > bottom - EDGE_PX) grid.scrollTop += SCROLL_PX
  else if (y < top + EDGE_PX + 24) grid.scrollTop -= SCROLL_PX
}

const HOUR_MS = 3_600_000

/** Where the keys begin: at the next full hour, or on the first day that is shown. */
function firstSlot(load: Load, world: World): Slot {
  if (load.kind !== 'new') return { startsMs: load.airing.startsMs, endsMs: load.airing.endsMs }
  const { week, nowMs } = world
  const hour = Math.ceil((nowMs + week.lockMs) / HOUR_MS) * HOUR_MS
  const isHere = hour >= week.startsMs && hour < week.endsMs
  const startsMs = isHere ? hour : week.startsMs + 10 * HOUR_MS
  const wanted = newSlot(load, startsMs, world)
  return aimAt(load, wanted, world).free ?? wanted
}

interface KeyTools {
  world: World | undefined
  setHeld: (held: Held) => void
  place: (load: Load, slot: Slot | null, isInstead: boolean) => void
  putBack: () => void
}

function useHeldKeys(held: Held | null, { world, setHeld, place, putBack }: KeyTools): void {
  const tools = useRef({ held, world, setHeld, place, putBack })
  useEffect(() => void (tools.current = { held, world, setHeld, place, putBack }))
  const isOn = held?.by === 'keys'
  useEffect(() => {
    if (!isOn) return
    const onKey = (event: KeyboardEvent) => {
      const now = tools.current
      if (now.held?.slot == null || now.world === undefined) return
      const next = stepBy(event, { load: now.held.load, slot: now.held.slot, week: now.world.week })
      if (next !== undefined) now.setHeld({ ...now.held, slot: next })
      else if (event.key === 'Enter') now.place(now.held.load, now.held.slot, true)
      else if (event.key === 'Escape' || event.key === 'Tab') now.putBack()
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    document.addEventListener('keydown', onKey, true)
    return () => document.removeEventListener('keydown', onKey, true)
  }, [isOn])
}
