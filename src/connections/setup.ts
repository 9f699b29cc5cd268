export { connectionRoutesOf } from './routes.ts'
export { askDatabase } from './store.ts'
export { configCheck, databaseCheck, rootsCheck, toolsCheck } from './system-checks.ts'
