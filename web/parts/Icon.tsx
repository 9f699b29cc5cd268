import type { Icon as TablerIcon } from '@tabler/icons-react'

/** A drawing of Tabler's set: 16 in text, 18 in navigation, 22 in the phone's bar. Always beside its word. */
export function Icon({ of: Drawing, size = 16 }: { of: TablerIcon; size?: number }) {
  return <Drawing size={size} stroke={1.75} aria-hidden focusable={false} />
}
