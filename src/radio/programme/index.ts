export { CmsRef, connectionIn, connectionRef, InCms, type CmsPlace, placeOf, stationRef } from './contract.ts'
export { onProgrammeChanged, programmeChanged } from './changes.ts'
export type { Episode, EpisodeChange, EpisodeField, EpisodeFilter, PlayoutShow, Show, ShowWindow } from './model.ts'
export { countProgramme, deleteProgramme } from './own/store.ts'
export {
  AiredCms,
  type AiredFacts,
  type EpisodeChanged,
  type EpisodePage,
  PlayoutProgramme,
  ProgrammeCms,
} from './ports.ts'
