/** In pixels; few, so that each picture is made small a few times only. */
export const WIDTHS = [92, 185, 342, 780, 1280] as const
export type Width = (typeof WIDTHS)[number]
