import type { Generated } from 'kysely'

export interface AttentionTables {
  attention_cards: {
    id: Generated<number>
    /** The cause: at most one open card has it. */
    cause: string
    code: string
    params: string
    severity: 'bad' | 'warn' | 'info'
    subject: string
    /** JSON list of actions. */
    actions: string
    raised_at: number
    /** When the card's facts last changed. */
    changed_at: number
    snoozed_until: number | null
    resolved_at: number | null
  }
}
