import { artworkRoutes } from '../../src/library/assets/contract.ts'
import { addressOf } from '../api/client.ts'

/** Widths in which the server gives pictures. */
const WIDTHS = [92, 185, 342, 780, 1280] as const
/** More would be seen by nobody. */
const DENSITY_MOST = 2

/** The address of a picture of the artwork cache, no larger than it is shown. @param widthPx in CSS pixels */
export function pictureOf(sha256: string, widthPx: number): string {
  const wanted = widthPx * Math.min(DENSITY_MOST, window.devicePixelRatio)
  const width = WIDTHS.find((one) => one >= wanted) ?? WIDTHS.at(-1)
  return addressOf(artworkRoutes.routes.picture, { params: { sha256 }, query: { width } })
}
