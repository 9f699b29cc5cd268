/** `[D ]HH:MM:SS[.ffffff]` as LibreTime writes durations. @returns ms; undefined for anything else */
export function parseDuration(text: string): number | undefined {
  const found = /^(?:(\d+) )?(\d{1,3}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/.exec(text.trim())
  if (found === null) return undefined
  const [, days = '0', hours, minutes, seconds, fraction = ''] = found
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
  return whole * 1000 + Math.round(Number(`0.${fraction || '0'}`) * 1000)
}

/** `HH:MM:SS[.mmm]`. @param ms below 24 hours: more is written with days, which stops LibreTime's playout */
export function formatDuration(ms: number): string {
  const rest = Math.round(ms)
  const two = (value: number): string => String(value).padStart(2, '0')
  const clock = [rest / 3_600_000, (rest / 60_000) % 60, (rest / 1000) % 60]
    .map((value) => two(Math.floor(value)))
    .join(':')
  return rest % 1000 === 0 ? clock : `${clock}.${String(rest % 1000).padStart(3, '0')}`
}
