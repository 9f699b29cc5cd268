const two = (value: number): string => String(value).padStart(2, '0')

/** `3:05`, `1:02:10`; whole seconds, rounded down. */
export function clockLength(ms: number | null): string {
  if (ms === null) return '–'
  const seconds = Math.floor(ms / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = two(seconds % 60)
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${two(minutes)}:${rest}`
}
