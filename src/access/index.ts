export type { Audit, AuditEntry } from './audit.ts'
export { scopesOfRole } from './model.ts'
export { nameKey } from './store.ts'
