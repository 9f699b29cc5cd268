export { PublishTitle } from './jobs.ts'
export { listOurs } from './own-store.ts'
