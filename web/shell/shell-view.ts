import type { ReactNode } from 'react'
import type { Area } from './areas.ts'

export const CONNECTION_TONES = { live: 'ok', reconnecting: 'warn', offline: 'bad' } as const

export interface NavCount {
  value: string
  /** "3 need you" */
  label: string
  tone?: 'warn' | 'bad'
}

export interface ShellProps {
  /** Below the base path: `/archive`. */
  path: string
  person: { name: string; role: 'admin' | 'operator' | 'viewer' }
  counts: Partial<Record<Area['id'], NavCount>>
  children: ReactNode
}
