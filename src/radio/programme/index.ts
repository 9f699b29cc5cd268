export { onProgrammeChanged, programmeChanged } from './changes.ts'
export type { Episode, EpisodeChange, EpisodeField, EpisodeFilter, PlayoutShow, Show, ShowWindow } from './model.ts'
export {
  AiredCms,
  type AiredFacts,
  type EpisodeChanged,
  type EpisodePage,
  PlayoutProgramme,
  ProgrammeCms,
} from './ports.ts'
