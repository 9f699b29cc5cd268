export type { Episode, EpisodeChange, EpisodeField, EpisodeFilter, Show } from './model.ts'
export { type EpisodeChanged, type EpisodePage, ProgrammeCms } from './ports.ts'
