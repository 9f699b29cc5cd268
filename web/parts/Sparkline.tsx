/** One of the nine series colours, or a state's fill. */
export type SeriesColour =
  | 'mus'
  | 'vot'
  | 'sho'
  | 'ids'
  | 'adv'
  | 'pro'
  | 'new'
  | 'psa'
  | 'lin'
  | 'accent'
  | 'ok'
  | 'warn'
  | 'bad'

interface SparklineProps {
  values: readonly number[]
  colour: SeriesColour
  width?: number
  height?: number
}

export const colourOf = (colour: SeriesColour): string =>
  colour.length === 3 && colour !== 'bad' ? `var(--c-${colour})` : `var(--${colour}-fill)`

/** A trend without axis: 1.5 px line, pale fill, a dot at the end. The figure beside it says the number. */
export function Sparkline({ values, colour, width = 80, height = 30 }: SparklineProps) {
  if (values.length < 2) return null
  const points = place(values, width, height)
  const line = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('')
  const [endX, endY] = points.at(-1) as [number, number]
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
      <path d={`${line}L${endX} ${height}L2 ${height}Z`} style={{ fill: colourOf(colour) }} opacity=".13" />
      <path d={line} fill="none" style={{ stroke: colourOf(colour) }} strokeWidth="1.5" strokeLinejoin="round" />
      <circle cx={endX} cy={endY} r="2.2" style={{ fill: colourOf(colour) }} />
    </svg>
  )
}

function place(values: readonly number[], width: number, height: number): [number, number][] {
  const low = Math.min(...values)
  const span = Math.max(...values) - low
  return values.map((value, index) => [
    Math.round((2 + (index * (width - 6)) / (values.length - 1)) * 10) / 10,
    Math.round((height - 3 - (span === 0 ? 0 : (value - low) / span) * (height - 6)) * 10) / 10,
  ])
}
