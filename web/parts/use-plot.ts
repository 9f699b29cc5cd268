import { useEffect, useEffectEvent, useState, type RefObject } from 'react'
import type uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { part } from '../shell/part.ts'
import { useTheme } from '../theme/scheme.ts'
import type { PlotProps } from './plot-view.ts'
import { plotOptions } from './plot-options.ts'

const loadUPlot = part(() => import('uplot'))

interface Drawn extends PlotProps {
  cursor: number | null
  onCursor: (index: number | null) => void
}

/**
 * Draws into the element with uPlot, which is loaded on first use; again when data, size or theme change.
 * @throws PartNotLoadedError while rendering, when uPlot did not load
 */
export function usePlot(host: RefObject<HTMLDivElement | null>, props: Drawn): void {
  const theme = useTheme()
  const { points, kind, colour, chosen, cursor } = props
  const onCursor = useEffectEvent((index: number | null) => props.onCursor(index))
  const onChoose = useEffectEvent((from: number, to: number) => props.onChoose?.({ from, to }))
  const [failure, setFailure] = useState<Error>()
  if (failure !== undefined) throw failure
  const canChoose = props.onChoose !== undefined
  useEffect(() => {
    const element = host.current
    if (element === null) return undefined
    let plot: uPlot | undefined
    let isGone = false
    const redraw = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: element.clientHeight }))
    const draw = async () => {
      const { default: UPlot } = await loadUPlot()
      if (isGone) return
      const options = plotOptions(UPlot, {
        element,
        theme,
        points,
        kind,
        colour,
        chosen: chosen ?? null,
        canChoose,
        onCursor,
        onChoose,
      })
      plot = new UPlot(options, [points.map((_, index) => index), points.map((point) => point.value)], element)
      redraw.observe(element)
    }
    draw().catch((error: Error) => !isGone && setFailure(error))
    return () => {
      isGone = true
      redraw.disconnect()
      plot?.destroy()
    }
  }, [host, points, kind, colour, chosen, canChoose, theme])
  useEffect(() => showCursor(host.current, cursor, points.length), [host, cursor, points.length])
}

/** Moves the cursor line to a point that was reached by key. */
function showCursor(element: HTMLElement | null, index: number | null, count: number): void {
  const over = element?.querySelector<HTMLElement>('.u-over')
  const line = over?.querySelector<HTMLElement>('.u-cursor-x')
  if (over === undefined || over === null || line === undefined || line === null || index === null) return
  line.classList.remove('u-off')
  line.style.transform = `translate(${((index + 0.5) / count) * over.clientWidth}px, 0)`
}
