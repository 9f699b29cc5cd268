import type uPlot from 'uplot'
import type { Theme } from '../theme/scheme.ts'
import type { PlotPoint, PlotRange } from './plot-view.ts'
import { colourOf, type SeriesColour } from './Sparkline.tsx'
import { ticksWithRoom } from './ticks.ts'

interface PlotAsk {
  element: HTMLElement
  /** The roles have other values in each. */
  theme: Theme
  points: readonly PlotPoint[]
  kind: 'bars' | 'line'
  colour: SeriesColour
  chosen: PlotRange | null
  canChoose: boolean
  onCursor: (index: number | null) => void
  onChoose: (from: number, to: number) => void
}

const AXIS_PX = 18

/** Hairline grid, few ticks, no legend: the exact value stands above the plot. */
export function plotOptions(UPlot: typeof uPlot, ask: PlotAsk): uPlot.Options {
  const { element, points, canChoose } = ask
  const top = Math.max(1, ...points.map((point) => point.value))
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [4, 0, 0, 0],
    legend: { show: false },
    scales: { x: { time: false, range: [-0.5, points.length - 0.5] }, y: { range: [0, top * 1.05] } },
    axes: [xAxis(ask), { show: false }],
    cursor: { y: false, points: { show: false }, drag: { x: canChoose, y: false, setScale: false } },
    series: [{}, series(UPlot, ask)],
    hooks: {
      setCursor: [(plot) => ask.onCursor(plot.cursor.idx ?? null)],
      setSelect: [(plot) => chooseSelected(plot, ask)],
      ready: [(plot) => plot.over.addEventListener('click', () => chooseOne(plot, ask))],
    },
  }
}

function xAxis({ element, points }: PlotAsk): uPlot.Axis {
  return {
    size: AXIS_PX,
    align: 1,
    gap: 2,
    stroke: read(element, '--text-3'),
    font: `11px ${read(element, '--font')}`,
    grid: { show: false },
    ticks: { show: false },
    splits: () => ticksWithRoom(points, element.clientWidth),
    values: (_plot, splits) => splits.map((index) => points[index]?.tick ?? ''),
  }
}

function series(UPlot: typeof uPlot, { element, points, kind, colour, chosen }: PlotAsk): uPlot.Series {
  const strong = resolve(element, colour)
  if (kind === 'line') return { stroke: strong, width: 1.5, fill: withAlpha(strong, 0.13), points: { show: false } }
  const fills = points.map((_, index) => (isChosen(chosen, index) ? strong : withAlpha(strong, 0.55)))
  const bars = UPlot.paths.bars?.({ size: [0.86, 40], radius: 0.12, disp: { fill: { unit: 3, values: () => fills } } })
  return {
    stroke: 'transparent',
    fill: strong,
    width: 0,
    points: { show: false },
    ...(bars === undefined ? {} : { paths: bars }),
  }
}

function chooseSelected(plot: uPlot, ask: PlotAsk): void {
  const { left, width } = plot.select
  if (width === 0) return
  ask.onChoose(plot.posToIdx(left), plot.posToIdx(left + width))
}

function chooseOne(plot: uPlot, ask: PlotAsk): void {
  const index = plot.cursor.idx
  if (ask.canChoose && plot.select.width === 0 && index !== null && index !== undefined) ask.onChoose(index, index)
}

const isChosen = (range: PlotRange | null, index: number) => range !== null && index >= range.from && index <= range.to
const read = (element: HTMLElement, name: string) => getComputedStyle(element).getPropertyValue(name).trim()
const resolve = (element: HTMLElement, colour: SeriesColour) => read(element, colourOf(colour).slice('var('.length, -1))

/** @param colour `#rrggbb` */
const withAlpha = (colour: string, alpha: number) =>
  `${colour}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`
