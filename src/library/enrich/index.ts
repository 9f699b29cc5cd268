export { EnrichTitle, EnrichTitles, RefreshChanged } from './jobs.ts'
