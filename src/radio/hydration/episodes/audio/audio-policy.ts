import type { AudioReport } from '../../../../media/audio/model.ts'
import type { AudioPolicy, Why } from '../model.ts'

const why = (code: string, params: Why['params'] = {}): Why => ({ code: `radio/audio-${code}`, params })

/** `41:07`, `1:02:03` */
export function clockText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const two = (part: number): string => String(part).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  const rest = two(seconds % 60)
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`
}

/** Everything that stands against the audio, the worst first; none when it may go in. */
export function audioTroubles(report: AudioReport, policy: AudioPolicy, slotMs: number | null): Why[] {
  const { kbps, sampleRateHz, durationMs, breaksOffMs, silences } = report
  const { leastKbps, mostKbps, shortBySec, silenceSec } = policy
  const found: Why[] = []
  if (breaksOffMs !== null) found.push(why('breaks-off', { at: clockText(breaksOffMs) }))
  if (leastKbps !== null && (kbps === null || kbps < leastKbps))
    found.push(why('low-rate', { kbps: kbps ?? 0, least: leastKbps }))
  if (mostKbps !== null && kbps !== null && kbps > mostKbps) found.push(why('high-rate', { kbps, most: mostKbps }))
  if (policy.sampleRateHz !== null && sampleRateHz !== policy.sampleRateHz)
    found.push(why('sample-rate', { hz: sampleRateHz ?? 0, wanted: policy.sampleRateHz }))
  const shortMs = slotMs === null ? 0 : slotMs - durationMs
  if (shortBySec !== null && shortMs > shortBySec * 1000)
    found.push(why('short', { short: clockText(shortMs), slot: clockText(slotMs ?? 0), most: shortBySec }))
  const longest = silences.toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))[0]
  if (silenceSec !== null && longest !== undefined && longest.toMs - longest.fromMs > silenceSec * 1000)
    found.push(
      why('silence', {
        at: clockText(longest.fromMs),
        length: clockText(longest.toMs - longest.fromMs),
        most: silenceSec,
      }),
    )
  return found
}
