export { EnrichTitle, EnrichTitles, RefreshChanged } from './jobs.ts'
export { MetadataProvider } from './ports.ts'
