import { randomBytes } from 'node:crypto'
import type { Clock } from '../kernel/clock.ts'
import type { TicketHolder } from '../kernel/routes.ts'

const LIVES_MS = 30_000
const MOST = 1000

export interface Tickets {
  make(holder: TicketHolder): { ticket: string; expiresAt: number }
  /** Works once. */
  redeem(ticket: string): TicketHolder | undefined
}

/** Single-use tickets that open one WebSocket in the name of who asked for them; lost with the process. */
export function createTickets({ clock }: { clock: Clock }): Tickets {
  const open = new Map<string, { holder: TicketHolder; expiresAt: number }>()
  return {
    make(holder) {
      for (const [ticket, { expiresAt }] of open) if (expiresAt <= clock.now() || open.size >= MOST) open.delete(ticket)
      const ticket = randomBytes(32).toString('base64url')
      const expiresAt = clock.now() + LIVES_MS
      open.set(ticket, { holder, expiresAt })
      return { ticket, expiresAt }
    },
    redeem(ticket) {
      const found = open.get(ticket)
      open.delete(ticket)
      return found === undefined || found.expiresAt <= clock.now() ? undefined : found.holder
    },
  }
}
