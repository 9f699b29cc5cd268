export { PublishTitle } from './jobs.ts'
