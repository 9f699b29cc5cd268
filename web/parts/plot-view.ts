import type { SeriesColour } from './Sparkline.tsx'

export interface PlotPoint {
  /** Names the point: "July 2023". */
  label: string
  value: number
  /** Written on the axis below it: "2023". */
  tick?: string
}

/** First and last index of the chosen points. */
export interface PlotRange {
  from: number
  to: number
}

export interface PlotProps {
  /** One sentence that says what the plot shows. */
  name: string
  kind: 'bars' | 'line'
  points: readonly PlotPoint[]
  colour: SeriesColour
  /** What a value counts, heads its column in the table. */
  unit: string
  valueText: (value: number) => string
  heightPx?: number
  chosen?: PlotRange | null
  onChoose?: (range: PlotRange | null) => void
}
