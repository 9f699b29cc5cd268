export type { Attention } from './attention.ts'
export type { Card, CardAction, OpenCard, Severity } from './model.ts'
export { sayCard } from './say-card.ts'
export { listOpenCards } from './store.ts'
