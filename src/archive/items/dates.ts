/** Epoch ms of a local time with a known offset; null when the offset is not known. */
export function instantOfLocal(local: string, offsetMinutes: number | undefined): number | null {
  if (offsetMinutes === undefined) return null
  const full = local.length === 10 ? `${local}T00:00:00` : local
  return Date.parse(`${full}Z`) - offsetMinutes * 60_000
}
