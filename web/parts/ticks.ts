import type { PlotPoint } from './plot-view.ts'

/** About the width of one at 11 px. */
const LETTER_PX = 7

/** The ticks that have room: none begins where the one before still stands, or so far right that it is cut. */
export function ticksWithRoom(points: readonly Pick<PlotPoint, 'tick'>[], widthPx: number): number[] {
  const stepPx = widthPx / points.length
  let freeFromPx = 0
  return points.flatMap(({ tick }, index) => {
    const atPx = (index + 0.5) * stepPx
    if (tick === undefined || atPx < freeFromPx || atPx + tick.length * LETTER_PX > widthPx) return []
    freeFromPx = atPx + (tick.length + 1) * LETTER_PX
    return [index]
  })
}
