/** Where a key leads in a grid of so many columns; undefined when it leads nowhere. */
export function placeAfter(
  key: string,
  at: number,
  { columns, count }: { columns: number; count: number },
): number | undefined {
  const last = count - 1
  const to = targetOf(key, { at, columns, last })
  if (to === undefined || count === 0) return undefined
  // Down from the last full row leads to the end of the one that is not.
  if (key === 'ArrowDown' && to > last) return Math.floor(at / columns) < Math.floor(last / columns) ? last : at
  return to < 0 || to > last ? at : to
}

interface Place {
  at: number
  columns: number
  last: number
}

function targetOf(key: string, { at, columns, last }: Place): number | undefined {
  if (key === 'ArrowRight') return at + 1
  if (key === 'ArrowLeft') return at - 1
  if (key === 'ArrowDown') return at + columns
  if (key === 'ArrowUp') return at - columns
  if (key === 'Home') return 0
  if (key === 'End') return last
  if (key === 'PageDown') return Math.min(last, at + columns * ROWS_A_PAGE)
  if (key === 'PageUp') return Math.max(at % columns, at - columns * ROWS_A_PAGE)
  return undefined
}

const ROWS_A_PAGE = 3
const GAP_PX = 14
const TEXT_REM = 2.75
const NARROW_PX = 520
const WIDE_PX = 1300

/** Posters fill the width: at least 124 px each, three across on a phone, larger ones on a wide screen. */
export function layoutOf(widthPx: number, ratio: number, remPx: number) {
  const least = widthPx < NARROW_PX ? 96 : widthPx > WIDE_PX ? 150 : 124
  const columns = Math.max(2, Math.floor((widthPx + GAP_PX) / (least + GAP_PX)))
  const posterPx = (widthPx - GAP_PX * (columns - 1)) / columns
  const heightPx = Math.round(posterPx * ratio)
  return { columns, posterPx, heightPx, gapPx: GAP_PX, rowPx: heightPx + Math.round(TEXT_REM * remPx) + GAP_PX }
}
export type GridLayout = ReturnType<typeof layoutOf>
