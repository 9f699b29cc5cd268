/**
 * 64 bits that stay nearly the same when a picture is resized, compressed anew or recoloured a little: the signs of its lowest
 * frequencies around their median (pHash).
 */
export const SIDE = 32
const LOW = 8
const COSINES = Array.from({ length: LOW }, (_, u) =>
  Float64Array.from({ length: SIDE }, (__, x) => Math.cos(((2 * x + 1) * u * Math.PI) / (2 * SIDE))),
)

/** @param grey 32 x 32 pixels, a byte each. @returns 16 hexadecimal digits */
export function lookOf(grey: Uint8Array): string {
  const waves = lowFrequencies(grey)
  // The first is the brightness, which says nothing.
  const median = waves.slice(1).toSorted((a, b) => a - b)[31] ?? 0
  const bits = waves.map((wave) => (wave > median ? '1' : '0')).join('')
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0')
}

function lowFrequencies(grey: Uint8Array): number[] {
  // Rows first, then columns: a quarter of the work of both at once.
  const rows = Array.from({ length: SIDE }, (_, y) =>
    COSINES.map((cosine) => cosine.reduce((sum, c, x) => sum + c * (grey[y * SIDE + x] ?? 0), 0)),
  )
  return COSINES.flatMap((cosine) =>
    Array.from({ length: LOW }, (_, u) => cosine.reduce((sum, c, y) => sum + c * (rows[y]?.[u] ?? 0), 0)),
  )
}

/** In how many of their 64 bits two pictures differ. */
export function lookDistance(a: string, b: string): number {
  let differing = BigInt(`0x${a}`) ^ BigInt(`0x${b}`)
  let count = 0
  for (; differing > 0n; differing &= differing - 1n) count += 1
  return count
}

/** Pictures that differ in no more are the same one in another size or quality; two that are alike differ in 20 and more. */
export const SAME_LOOK = 6
export const isSameLook = (a: string, b: string): boolean => lookDistance(a, b) <= SAME_LOOK
