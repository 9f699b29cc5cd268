/** Widths at which the server keeps pictures ready. */
const WIDTHS = [160, 320, 640] as const

/** The address of a picture of the artwork cache, no larger than it is shown. @param widthPx in CSS pixels */
export function pictureOf(sha256: string, widthPx: number): string {
  const wanted = widthPx * Math.min(2, window.devicePixelRatio)
  const width = WIDTHS.find((one) => one >= wanted) ?? WIDTHS.at(-1)
  return new URL(`api/v1/library/pictures/${sha256}?width=${width}`, document.baseURI).href
}
