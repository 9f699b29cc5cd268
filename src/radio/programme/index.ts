export type { Episode, EpisodeChange, EpisodeField, EpisodeFilter, PlayoutShow, Show, ShowWindow } from './model.ts'
export { type EpisodeChanged, PlayoutProgramme, ProgrammeCms } from './ports.ts'
