export { PublishTitle, PublishTitles } from './jobs.ts'
