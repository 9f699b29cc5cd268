/** Pixels of a length in rem, in the text size that the reader set in the browser. */
export const remPx = (rem: number): number =>
  rem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
