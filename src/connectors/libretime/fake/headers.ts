import type { World } from './world.ts'

/** Headers that the web server, or what stands before it, puts on every answer. */
export function headersOf({ clock, faults }: World): Record<string, string> {
  const off = faults.active().find((fault) => fault.kind === 'clock-off')
  const date = new Date(clock.now() + (off?.kind === 'clock-off' ? off.ms : 0)).toUTCString()
  return faults.has('behind-cloudflare') ? { date, server: 'cloudflare', 'cf-ray': '8a1b2c3d4e5f6071-CDG' } : { date }
}
