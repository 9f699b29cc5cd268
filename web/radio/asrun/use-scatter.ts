import { useEffect, useState, type RefObject } from 'react'
import type uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { AsRunDay } from '../../../src/radio/asrun/contract.ts'
import { part } from '../../shell/part.ts'
import { type Theme, useTheme } from '../../theme/scheme.ts'
import type { Say } from '../../words.ts'
import { clockIn } from '../planner/zone-clock.ts'
import type { Points } from './points.ts'

const loadUPlot = part(() => import('uplot'))
const HOUR_SEC = 3600
const SMALL_PX = 4
const LARGE_PX = 8
const AXIS_PX = 20
const SIDE_PX = 56
/** Below it there is no room for a label each six hours. */
const NARROW_PX = 480

interface Drawn extends Points {
  day: AsRunDay
  timeZone: string
  say: Say
  /** The roles have other values in each. */
  theme: Theme
}

/** @throws PartNotLoadedError while rendering, when uPlot did not load */
export function useScatter(host: RefObject<HTMLDivElement | null>, drawn: Omit<Drawn, 'theme'>): void {
  const theme = useTheme()
  const [failure, setFailure] = useState<Error>()
  if (failure !== undefined) throw failure
  const { at, inTime, estimated, outside, day, timeZone, say, low, high } = drawn
  useEffect(() => {
    const element = host.current
    if (element === null) return undefined
    let plot: uPlot | undefined
    let isGone = false
    const resize = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: element.clientHeight }))
    const draw = async () => {
      const { default: UPlot } = await loadUPlot()
      if (isGone) return
      plot = new UPlot(
        optionsOf(element, { day, timeZone, say, low, high, theme }),
        [at, estimated, inTime, outside],
        element,
      )
      resize.observe(element)
    }
    draw().catch((error: Error) => !isGone && setFailure(error))
    return () => {
      isGone = true
      resize.disconnect()
      plot?.destroy()
    }
  }, [host, at, inTime, estimated, outside, day, timeZone, say, low, high, theme])
}

const role = (element: HTMLElement, name: string): string => getComputedStyle(element).getPropertyValue(name).trim()

function optionsOf(
  element: HTMLElement,
  { day, timeZone, say, low, high }: Omit<Drawn, keyof Points> & Pick<Points, 'low' | 'high'>,
): uPlot.Options {
  const [from, to] = [Date.parse(day.startsAt) / 1000, Date.parse(day.endsAt) / 1000]
  const font = `11px ${role(element, '--font')}`
  const axis = { stroke: role(element, '--text-3'), font, ticks: { show: false } }
  const room = (high - low) * 0.08
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [8, 0, 0, 12],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [from, to] }, y: { range: [low - room, high + room] } },
    axes: [
      {
        ...axis,
        size: AXIS_PX,
        gap: 4,
        grid: { show: false },
        splits: () => hoursOf({ from, to }, element.clientWidth < NARROW_PX ? 12 : 6),
        values: (_plot, splits) => splits.map((sec) => clockIn(sec * 1000, timeZone)),
      },
      {
        ...axis,
        side: 1,
        size: SIDE_PX,
        gap: 6,
        grid: { stroke: role(element, '--line'), width: 1 },
        values: (_plot, splits) =>
          splits.map((sec) =>
            sec === 0 ? say('web.asRun.onTime') : say('web.asRun.seconds', { s: sec > 0 ? `+${sec}` : `−${-sec}` }),
          ),
      },
    ],
    series: [
      {},
      dots(role(element, '--line-control'), SMALL_PX - 1),
      dots(role(element, '--accent-fill'), SMALL_PX),
      dots(role(element, '--warn-fill'), LARGE_PX),
    ],
  }
}

/** Where the wall clock shows a round hour; the first and the last are left out, which would be cut. */
export function hoursOf({ from, to }: { from: number; to: number }, step: number): number[] {
  const hours: number[] = []
  for (let sec = from + step * HOUR_SEC; sec < to - HOUR_SEC; sec += step * HOUR_SEC) hours.push(sec)
  return hours
}

/** Points alone. */
const dots = (colour: string, size: number): uPlot.Series => ({
  stroke: colour,
  width: 0,
  paths: () => null,
  points: { show: true, size, stroke: colour, fill: colour, width: 0 },
})
