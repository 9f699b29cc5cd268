export type { AlertFacts, AlertKind, Area, FilterName, Happening, Severity } from './model.ts'
export { CARD_FIELDS, cardExample, factsOfCard, RAISED, readCard } from './read-card.ts'
export { alertSettings, type AlertSettings } from './settings.ts'
