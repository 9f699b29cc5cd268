export { CacheArtwork, TITLES_A_JOB, VerifyArtwork } from './jobs.ts'
export { ArtworkSource } from './ports.ts'
