export type { Episode, EpisodeChange, EpisodeField, EpisodeFilter, Show } from './model.ts'
export { type EpisodeChanged, ProgrammeCms } from './ports.ts'
